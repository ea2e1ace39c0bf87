import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import InputBase from '@mui/material/InputBase';
import { useRef, type JSX } from 'react';
import type { DeriveDraft, DeriveVideo } from '../../src/service/contract/index.ts';
import { useColours } from '../app/colours.ts';
import { useLabelColours } from '../app/data.ts';
import { useRows } from '../app/use-rows.ts';
import { labelColour } from '../theme.ts';
import { useWords } from '../words/words.ts';

const ROW = 64;

interface Props {
  readonly drafts: readonly DeriveDraft[];
  readonly videos: readonly DeriveVideo[];
  readonly keyOf: (draft: DeriveDraft) => string;
  /** Drafts that are not taken. */
  readonly left: ReadonlySet<string>;
  /** A person's own words. */
  readonly texts: ReadonlyMap<string, string>;
  readonly onToggle: (key: string, on: boolean) => void;
  readonly onText: (key: string, text: string) => void;
}

/** Derived items with their words, which can be changed, and where they lie among the actions that prove them. */
export function DeriveList({ drafts, videos, keyOf, left, texts, onToggle, onText }: Props): JSX.Element {
  const t = useWords('tasks');
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRows(scroller, drafts.length, ROW);
  const byId = new Map(videos.map((video) => [video.id, video]));
  return (
    <Box
      ref={scroller}
      role="list"
      aria-label={t('deriveDrafts')}
      sx={{ flex: 1, minHeight: 0, overflowY: 'auto' }}
    >
      <Box sx={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((row) => {
          const draft = drafts[row.index];
          const video = byId.get(draft?.videoId ?? '');
          if (draft === undefined || video === undefined) return null;
          const key = keyOf(draft);
          return (
            <Box
              key={key}
              role="listitem"
              data-rule={draft.recipe.rule}
              sx={{
                position: 'absolute',
                top: row.start,
                left: 0,
                right: 0,
                height: ROW,
                display: 'grid',
                gridTemplateColumns: '28px 44px minmax(0, 1fr) minmax(0, 280px)',
                alignItems: 'center',
                gap: 1,
                borderBottom: 1,
                borderColor: 'divider',
                color: left.has(key) ? 'text.disabled' : 'text.primary',
              }}
            >
              <Checkbox
                checked={!left.has(key)}
                onChange={(_event, on) => onToggle(key, on)}
                slotProps={{ input: { 'aria-label': t('deriveChoose') } }}
              />
              <Box sx={{ fontSize: 11, fontWeight: 600, color: 'text.secondary' }}>{draft.prompt.task}</Box>
              <Words draft={draft} text={texts.get(key)} onText={(text) => onText(key, text)} />
              <Picture draft={draft} video={video} />
            </Box>
          );
        })}
      </Box>
    </Box>
  );
}

function Words({
  draft,
  text,
  onText,
}: {
  readonly draft: DeriveDraft;
  readonly text: string | undefined;
  readonly onText: (text: string) => void;
}): JSX.Element {
  const t = useWords('tasks');
  const { prompt } = draft;
  if (prompt.task === 'DTG') {
    const all = prompt.sentences.join(' ');
    return (
      <Box
        title={all}
        sx={{ overflow: 'hidden', display: '-webkit-box', WebkitLineClamp: 2, WebkitBoxOrient: 'vertical' }}
      >
        {all}
      </Box>
    );
  }
  const own = prompt.task === 'GVQA' ? prompt.question : prompt.query;
  return (
    <Box sx={{ minWidth: 0 }}>
      <InputBase
        fullWidth
        value={text ?? own}
        onChange={(event) => onText(event.target.value)}
        inputProps={{ 'aria-label': t('deriveWording') }}
        title={text ?? own}
        sx={{
          fontSize: 13,
          '& input': { p: 0.25, textOverflow: 'ellipsis' },
          '&:hover': { bgcolor: 'action.hover' },
        }}
      />
      {prompt.task === 'GVQA' && (
        <Box
          title={prompt.options.join(' · ')}
          sx={{
            fontSize: 12,
            color: 'text.secondary',
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
          }}
        >
          {t('deriveAnswer', { option: prompt.options[draft.answerIndex ?? 0] ?? '' })}
          {' · '}
          {prompt.options.filter((_option, at) => at !== draft.answerIndex).join(' · ')}
        </Box>
      )}
    </Box>
  );
}

/** The actions of the recipe as thin rows in their colours, and over them what the draft says: a small timeline. */
function Picture({
  draft,
  video,
}: {
  readonly draft: DeriveDraft;
  readonly video: DeriveVideo;
}): JSX.Element {
  const colours = useColours();
  const labelColours = useLabelColours();
  const length = video.endTick - video.firstTick;
  const x = (tick: number): number => ((tick - video.firstTick) / length) * 100;
  const named = new Set([
    ...('items' in draft.recipe ? draft.recipe.items : [draft.recipe.item]),
    'other' in draft.recipe ? draft.recipe.other : '',
  ]);
  const rows = video.sources.filter(({ itemId }) => named.has(itemId));
  const height = 20 / Math.max(1, rows.length);
  return (
    <Box
      component="svg"
      viewBox="0 0 100 40"
      preserveAspectRatio="none"
      aria-hidden="true"
      sx={{ width: 1, height: 44, display: 'block', bgcolor: 'background.default', borderRadius: 0.5 }}
    >
      {draft.saliency?.scores.map((score, at) => {
        const tick = (at * (draft.saliency?.clipLength ?? 1) * video.timebase.den) / video.timebase.num;
        const wide = ((draft.saliency?.clipLength ?? 1) * video.timebase.den) / video.timebase.num / length;
        return (
          // oxlint-disable-next-line react/no-array-index-key -- a clip is its place in time
          <rect
            key={at}
            x={x(tick)}
            width={wide * 100}
            y={16 - score * 4}
            height={score * 4}
            fill={colours.textFaint}
            opacity={0.35}
          />
        );
      })}
      {draft.intervals.map(({ start, end }) => (
        <rect
          key={`${start}-${end}`}
          x={x(start)}
          width={Math.max(0.6, x(end) - x(start))}
          y={4}
          height={10}
          rx={0.4}
          fill={colours.accent}
        />
      ))}
      {rows.map((source, at) =>
        source.spans.map(({ start, end }) => (
          <rect
            key={`${source.itemId}-${start}-${end}`}
            x={x(start)}
            width={Math.max(0.6, x(end) - x(start))}
            y={18 + at * height}
            height={Math.max(1, height - 1)}
            fill={labelColour(colours, labelColours.get(source.labelId ?? -1) ?? 0)}
          />
        )),
      )}
    </Box>
  );
}
