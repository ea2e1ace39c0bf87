import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState, type JSX } from 'react';
import type { LostVideo, RelinkProposal } from '../../src/service/contract/index.ts';
import { closeDialog } from '../app/action-button.tsx';
import { attempt, notify } from '../app/studio.ts';
import { useRows } from '../app/use-rows.ts';
import { client, queryClient, sentenceOf, trpc } from '../client.ts';
import { FilePicker } from '../projects/file-picker.tsx';
import { useWords } from '../words/words.ts';
import { JobProgress } from './job-progress.tsx';
import { isOver, useJob } from './use-job.ts';

const ROW = 44;

/** Finds the files of all lost videos in a folder at once, shows what would be taken, and takes it as one act. */
export function RelinkDialog(): JSX.Element {
  const t = useWords('exchange');
  const lost = useQuery(trpc.relink.lost.queryOptions(undefined, { staleTime: 0 }));
  const [picking, setPicking] = useState(false);
  const [jobId, setJobId] = useState<string | null>(null);
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const job = useJob(jobId);
  const searched = job !== null && job.state === 'done';
  const proposals =
    useQuery(trpc.relink.proposals.queryOptions(undefined, { enabled: searched, staleTime: 0, gcTime: 0 }))
      .data ?? null;
  const found = searched ? proposals : null;
  const usable = (found?.rows ?? []).filter(
    ({ match, videoId }) => (match === 'same' || match === 'frames') && !without.has(videoId),
  );
  const takeOver = useMutation(
    trpc.relink.takeOver.mutationOptions({
      onSuccess: async (done) => {
        notify(done);
        setJobId(null);
        await queryClient.invalidateQueries({ queryKey: trpc.videos.pathKey() });
        closeDialog();
      },
    }),
  );
  const search = async (folder: string): Promise<void> => {
    setPicking(false);
    setWithout(new Set());
    const started = await attempt(client.relink.search.mutate({ folder }));
    if (started !== null) {
      await queryClient.invalidateQueries({ queryKey: trpc.relink.proposals.queryKey() });
      setJobId(started.jobId);
    }
  };
  const running = jobId !== null && (job === null || !isOver(job));
  const proposed = new Map((found?.rows ?? []).map((row) => [row.videoId, row]));
  return (
    <Dialog open onClose={closeDialog} fullWidth maxWidth="md" aria-labelledby="relink-title">
      <DialogTitle id="relink-title">{t('relinkTitle')}</DialogTitle>
      <DialogContent>
        <Typography sx={{ color: 'text.secondary', mb: 2 }}>
          {lost.data?.length === 0 ? t('relinkNone') : t('relinkText')}
        </Typography>
        <JobProgress job={job} />
        {lost.isError && <Alert severity="error">{sentenceOf(lost.error)}</Alert>}
        {takeOver.isError && <Alert severity="error">{sentenceOf(takeOver.error)}</Alert>}
        {lost.data?.length !== 0 && (
          <LostList
            lost={lost.data ?? []}
            proposed={proposed}
            without={without}
            onToggle={(id, on) => {
              const next = new Set(without);
              if (on) next.delete(id);
              else next.add(id);
              setWithout(next);
            }}
          />
        )}
      </DialogContent>
      <DialogActions>
        {running ? (
          <Button onClick={() => void attempt(client.jobs.cancel.mutate({ jobId }))}>
            {t('relinkStop')}
          </Button>
        ) : (
          <Button
            variant={found === null ? 'contained' : 'outlined'}
            color="primary"
            disabled={lost.data?.length === 0}
            onClick={() => setPicking(true)}
          >
            {found === null ? t('relinkSearch') : t('relinkAgain')}
          </Button>
        )}
        <Box sx={{ flex: 1 }} />
        <Button onClick={closeDialog}>{t('close')}</Button>
        {found !== null && (
          <Button
            variant="contained"
            color="primary"
            disabled={usable.length === 0 || takeOver.isPending}
            onClick={() => takeOver.mutate({ videoIds: usable.map(({ videoId }) => videoId) })}
          >
            {t('relinkApply', { count: usable.length })}
          </Button>
        )}
      </DialogActions>
      {picking && (
        <FilePicker
          title={t('relinkFolder')}
          picking="folder"
          onClose={() => setPicking(false)}
          onPick={(folder) => void search(folder)}
        />
      )}
    </Dialog>
  );
}

/** The lost videos with what was found for each; only those in view exist. */
function LostList({
  lost,
  proposed,
  without,
  onToggle,
}: {
  readonly lost: readonly LostVideo[];
  readonly proposed: ReadonlyMap<string, RelinkProposal>;
  readonly without: ReadonlySet<string>;
  readonly onToggle: (videoId: string, on: boolean) => void;
}): JSX.Element {
  const t = useWords('exchange');
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRows(scroller, lost.length, ROW);
  return (
    <Box
      ref={scroller}
      sx={{ height: 320, overflowY: 'auto', border: 1, borderColor: 'divider', borderRadius: 1 }}
    >
      <Box
        role="list"
        aria-label={t('relinkList')}
        sx={{ height: rows.getTotalSize(), position: 'relative' }}
      >
        {rows.getVirtualItems().map(({ index, start }) => {
          const video = lost[index];
          if (video === undefined) return null;
          const proposal = proposed.get(video.videoId);
          const usable = proposal?.match === 'same' || proposal?.match === 'frames';
          return (
            <Box
              key={video.videoId}
              role="listitem"
              data-match={proposal?.match ?? ''}
              sx={{
                position: 'absolute',
                top: 0,
                left: 0,
                right: 0,
                height: ROW,
                transform: `translateY(${start}px)`,
                display: 'flex',
                alignItems: 'center',
                gap: 2,
                px: 2,
                borderBottom: 1,
                borderColor: 'divider',
              }}
            >
              <Checkbox
                size="small"
                disabled={!usable}
                checked={usable && !without.has(video.videoId)}
                onChange={(_event, on) => onToggle(video.videoId, on)}
                slotProps={{ input: { 'aria-label': video.title } }}
              />
              <Box sx={{ width: 180, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
                {video.title}
              </Box>
              <Proposal video={video} proposal={proposal} />
            </Box>
          );
        })}
      </Box>
    </Box>
  );
}

function Proposal({
  video,
  proposal,
}: {
  readonly video: LostVideo;
  readonly proposal: RelinkProposal | undefined;
}): JSX.Element {
  const t = useWords('exchange');
  const clipped = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  if (proposal === undefined || proposal.match === 'none')
    return (
      <Box sx={{ flex: 1, minWidth: 0, color: 'text.secondary', fontSize: 12 }}>
        {proposal !== undefined && <Box sx={{ color: 'warning.main' }}>{t('matchNone')}</Box>}
        <Box sx={clipped} title={video.was}>
          {t('was', { path: video.was })}
        </Box>
      </Box>
    );
  const refused = proposal.match === 'refused';
  const names = { same: t('matchSame'), frames: t('matchFrames'), refused: t('matchRefused') } as const;
  return (
    <Box sx={{ flex: 1, minWidth: 0, fontSize: 12 }}>
      <Box sx={{ color: refused ? 'error.main' : 'success.main' }}>
        {refused && proposal.reason !== null ? proposal.reason : names[proposal.match]}
      </Box>
      <Box
        sx={{ ...clipped, color: 'text.secondary', direction: 'rtl', textAlign: 'left' }}
        title={proposal.path ?? ''}
      >
        <bdi>{proposal.path}</bdi>
      </Box>
    </Box>
  );
}
