import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useEffect, type JSX, type ReactNode } from 'react';
import type { ProjectInfo } from '../../src/service/contract/index.ts';
import { sentenceOf, trpc } from '../client.ts';
import { Player } from '../player/player.tsx';
import { Inspector } from '../tasks/inspector.tsx';
import { ItemList } from '../tasks/item-list.tsx';
import { WalkBar } from '../suggestions/walk-bar.tsx';
import { Timeline } from '../timeline/timeline.tsx';
import { Queue } from '../queue/queue.tsx';
import { ActionButton } from './action-button.tsx';
import { useDetail, useTable } from './data.ts';
import { Divider, Panel, PanelGroup } from './panels.tsx';
import { openVideo, useView } from './view-store.ts';
import { useWords } from '../words/words.ts';

/** Where labels are made: queue, player, inspector, and the timeline below. */
export function LabelPlace({ project }: { readonly project: ProjectInfo }): JSX.Element {
  const t = useWords('app');
  const detail = useDetail();
  const table = useTable(detail);
  useFirstVideo();
  // Where nobody has set them yet: on a large screen whole titles fit beside the player.
  const wide = window.innerWidth >= 1800;
  if (project.counts.videos === 0) return <NoVideos />;
  return (
    <PanelGroup name="label" orientation="vertical">
      <Panel id="work" minSize="30%" defaultSize="60%">
        <PanelGroup name="work" orientation="horizontal">
          <Panel
            id="queue"
            minSize={180}
            defaultSize={wide ? 340 : 264}
            maxSize="35%"
            collapsible
            groupResizeBehavior="preserve-pixel-size"
          >
            <PanelGroup name="queue" orientation="vertical">
              <Panel id="videos" minSize={120} defaultSize="50%">
                <Anchor name="videos">
                  <Queue />
                </Anchor>
              </Panel>
              <Divider orientation="vertical" label={t('resizeLists')} />
              <Panel id="items" minSize={100} collapsible>
                <ItemList detail={detail} />
              </Panel>
            </PanelGroup>
          </Panel>
          <Divider orientation="horizontal" label={t('resizeQueue')} />
          <Panel id="player" minSize={320}>
            {detail !== null && table !== null ? (
              <Anchor name="player">
                <Box sx={{ flex: 1, minHeight: 0 }}>
                  <Player key={detail.id} detail={detail} table={table} />
                </Box>
                <WalkBar detail={detail} table={table} />
              </Anchor>
            ) : (
              <Waiting />
            )}
          </Panel>
          <Divider orientation="horizontal" label={t('resizeInspector')} />
          <Panel
            id="inspector"
            minSize={280}
            defaultSize={wide ? 440 : 376}
            maxSize="45%"
            collapsible
            groupResizeBehavior="preserve-pixel-size"
          >
            <Anchor name="inspector">
              <Inspector detail={detail} table={table} />
            </Anchor>
          </Panel>
        </PanelGroup>
      </Panel>
      <Divider orientation="vertical" label={t('resizeTimeline')} />
      <Panel id="timeline" minSize={160} defaultSize="40%">
        <Anchor name="timeline">
          {detail !== null && table !== null ? (
            <Timeline key={detail.id} detail={detail} table={table} />
          ) : null}
        </Anchor>
      </Panel>
    </PanelGroup>
  );
}

/** What the tour points at. */
function Anchor({ name, children }: { readonly name: string; readonly children: ReactNode }): JSX.Element {
  return (
    <Box data-tour={name} sx={{ height: 1, display: 'flex', flexDirection: 'column', minHeight: 0 }}>
      {children}
    </Box>
  );
}

/** Opens the first video of the queue when none is open: an empty player teaches nothing. */
function useFirstVideo(): void {
  const videoId = useView((view) => view.videoId);
  const first = useQuery(trpc.videos.list.queryOptions({ limit: 1 }, { enabled: videoId === null }));
  const id = first.data?.rows[0]?.id;
  useEffect(() => {
    if (videoId === null && id !== undefined) openVideo(id);
  }, [videoId, id]);
}

function Waiting(): JSX.Element {
  const videoId = useView((view) => view.videoId);
  const query = useQuery(
    trpc.videos.detail.queryOptions({ videoId: videoId ?? '' }, { enabled: videoId !== null }),
  );
  return (
    <Box sx={{ height: 1, display: 'grid', placeItems: 'center', bgcolor: '#000', color: '#A9B0BA', p: 4 }}>
      {query.isError && <Typography role="alert">{sentenceOf(query.error)}</Typography>}
    </Box>
  );
}

function NoVideos(): JSX.Element {
  const t = useWords('app');
  return (
    <Box sx={{ flex: 1, display: 'grid', placeItems: 'center', bgcolor: 'background.paper' }}>
      <Box sx={{ maxWidth: 420, textAlign: 'center' }}>
        <Typography variant="h1" sx={{ mb: 2 }}>
          {t('noVideos')}
        </Typography>
        <Typography sx={{ color: 'text.secondary', mb: 5 }}>{t('noVideosHelp')}</Typography>
        <Box sx={{ display: 'flex', gap: 2, justifyContent: 'center' }}>
          <ActionButton id="add-videos" variant="contained" color="primary">
            {t('addVideos')}
          </ActionButton>
          <ActionButton id="import" variant="outlined">
            {t('importFile')}
          </ActionButton>
        </Box>
      </Box>
    </Box>
  );
}
