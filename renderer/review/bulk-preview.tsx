import Box from '@mui/material/Box';
import type { JSX } from 'react';
import type { BulkPreview as Preview, LabelRow } from '../../src/service/contract/index.ts';
import { sentence } from '../tasks/findings.ts';
import { useFormats, useWords, type Words } from '../words/words.ts';

type Example = Preview['examples'][number];

/** What a change would do: how many of what, what it leaves and why, and the first ones before and after. */
export function BulkPreview({
  preview,
  labels,
}: {
  readonly preview: Preview;
  readonly labels: readonly LabelRow[];
}): JSX.Element {
  const t = useWords('review');
  const { counts, found, examples } = preview;
  const left = Object.entries(counts.skipped).filter(([, count]) => count > 0);
  return (
    <Box role="region" aria-label={t('bulk.preview')} data-testid="bulk-preview">
      <Box sx={{ mb: 2 }}>
        {counts.videos > 0
          ? t('bulk.videos', { count: counts.videos, found })
          : counts.intervals > 0
            ? t('bulk.intervals', { count: counts.intervals, items: counts.items })
            : t('bulk.items', { count: counts.items, found })}
        {counts.deleted > 0 && ` ${t('bulk.deleted', { count: counts.deleted })}`}
      </Box>
      {left.map(([reason, count]) => (
        <Box key={reason} sx={{ fontSize: 12, color: 'text.secondary' }}>
          {t(`bulk.reasons.${reasonOf(reason)}`, { count })}
        </Box>
      ))}
      <LeftItems left={preview.left} />
      <Box sx={{ mt: 3, display: 'flex', flexDirection: 'column', gap: 2 }}>
        {examples.map((example) => (
          <ExampleRow
            key={`${example.step.item} ${example.videoId}`}
            example={example}
            t={t}
            labels={labels}
          />
        ))}
      </Box>
    </Box>
  );
}

const REASONS = [
  'already-so',
  'not-whole',
  'labels-exclude',
  'faulty',
  'no-label-of-its-own',
  'other-label-group',
  'outside-video',
  'too-short',
] as const;
function reasonOf(name: string): (typeof REASONS)[number] {
  return REASONS.find((each) => each === name) ?? 'already-so';
}

/** Items that stay as they are because something is wrong in them, and what it is. */
function LeftItems({ left }: { readonly left: Preview['left'] }): JSX.Element | null {
  const t = useWords('review');
  const say = useWords('tasks');
  if (left.length === 0) return null;
  return (
    <Box component="ul" aria-label={t('bulk.left')} data-testid="bulk-left" sx={{ m: 0, mt: 2, p: 0 }}>
      {left.map((each) => (
        <Box component="li" key={each.item} sx={{ ...ROW, mb: 2 }}>
          <ItemName named={each} id={each.item} />
          <Box sx={{ color: 'text.secondary' }}>{sentence(each.fault, say)}</Box>
        </Box>
      ))}
    </Box>
  );
}

const ROW = {
  display: 'grid',
  gridTemplateColumns: '200px 1fr',
  gap: 3,
  alignItems: 'center',
  fontSize: 12,
} as const;
const CUT = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

/** An item by what it asks, its task and its video; its id where the pointer rests. */
function ItemName({
  named,
  id,
}: {
  readonly named: Pick<Example, 'text' | 'task' | 'videoTitle'>;
  readonly id: string;
}): JSX.Element {
  return (
    <Box title={`${named.text}\n${id}`} sx={{ minWidth: 0 }}>
      <Box sx={CUT}>{named.text === '' ? id : named.text}</Box>
      <Box sx={{ ...CUT, color: 'text.secondary' }}>
        {named.task} · {named.videoTitle}
      </Box>
    </Box>
  );
}

function ExampleRow({
  example,
  t,
  labels,
}: {
  readonly example: Example;
  readonly t: Words<'review'>;
  readonly labels: readonly LabelRow[];
}): JSX.Element {
  const { step } = example;
  return (
    <Box data-testid="bulk-example" sx={ROW}>
      {step.of === 'video' ? (
        <Box title={step.video} sx={CUT}>
          {example.videoTitle}
        </Box>
      ) : (
        <ItemName named={example} id={step.item} />
      )}
      {step.of === 'interval' ? (
        <Spans example={example} before={step.before} after={step.after} />
      ) : (
        <Box>
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {valueName(t, step.before, labels)}
          </Box>
          {' → '}
          {step.after === null ? t('bulk.gone') : valueName(t, step.after, labels)}
        </Box>
      )}
    </Box>
  );
}

/** A state, a split or the key of a label in words. */
function valueName(t: Words<'review'>, value: string, labels: readonly LabelRow[]): string {
  const state = (['open', 'draft', 'curated', 'reviewed'] as const).find((each) => each === value);
  if (state !== undefined) return t(`states.${state}`);
  const split = (['train', 'validation', 'test', 'none'] as const).find((each) => each === value);
  if (split !== undefined) return t(`splits.${split}`);
  return labels.find(({ id }) => String(id) === value)?.name ?? value;
}

/** Before above after, drawn to scale around both. */
function Spans({
  example,
  before,
  after,
}: {
  readonly example: Example;
  readonly before: { readonly start: number; readonly end: number };
  readonly after: { readonly start: number; readonly end: number } | null;
}): JSX.Element {
  const t = useWords('review');
  const format = useFormats();
  const first = Math.min(before.start, after?.start ?? before.start);
  const last = Math.max(before.end, after?.end ?? before.end);
  const room = Math.max(1, (last - first) * 0.25);
  const x = (tick: number): number => (100 * (tick - first + room)) / (last - first + 2 * room);
  const seconds = (tick: number): string =>
    format.number((tick * example.timebase.num) / example.timebase.den, {
      minimumFractionDigits: 3,
      maximumFractionDigits: 3,
    });
  const name = (span: { readonly start: number; readonly end: number } | null): string =>
    span === null ? t('bulk.gone') : t('bulk.span', { start: seconds(span.start), end: seconds(span.end) });
  return (
    <Box role="img" aria-label={t('bulk.beforeAfter', { before: name(before), after: name(after) })}>
      {[before, after].map((span, index) => (
        <Box
          key={index === 0 ? 'before' : 'after'}
          sx={{ display: 'grid', gridTemplateColumns: '1fr 130px', gap: 2, alignItems: 'center' }}
        >
          <Box
            sx={{ position: 'relative', height: 8, my: '1px', bgcolor: 'action.hover', borderRadius: 0.5 }}
          >
            {span !== null && (
              <Box
                sx={{
                  position: 'absolute',
                  inset: '0 auto 0 auto',
                  left: `${x(span.start)}%`,
                  width: `max(2px, ${x(span.end) - x(span.start)}%)`,
                  bgcolor: index === 0 ? 'text.disabled' : 'primary.main',
                  borderRadius: 0.5,
                }}
              />
            )}
          </Box>
          <Box sx={{ color: index === 0 ? 'text.secondary' : 'text.primary' }}>{name(span)}</Box>
        </Box>
      ))}
    </Box>
  );
}
