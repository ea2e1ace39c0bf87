import Box from '@mui/material/Box';
import type { JSX } from 'react';
import type { SuggestionRow, VideoDetail } from '../../src/service/contract/index.ts';
import { useWords } from '../words/words.ts';
import type { Stretch } from './accept-plan.ts';

/** Where in the video lie the suggestions that would be accepted (full) and those that would stay (outlines). */
export function AcceptPreview({
  detail,
  range,
  pending,
  taken,
}: {
  readonly detail: Pick<VideoDetail, 'firstTick' | 'endTick'>;
  readonly range: Stretch | null;
  readonly pending: readonly SuggestionRow[];
  readonly taken: readonly SuggestionRow[];
}): JSX.Element {
  const t = useWords('suggestions');
  const { firstTick, endTick } = detail;
  const length = endTick - firstTick;
  const ids = new Set(taken.map(({ id }) => id));
  const place = (start: number, end: number): { x: string; width: string } => ({
    x: `${(100 * (start - firstTick)) / length}%`,
    width: `${Math.max(0.3, (100 * (end - start)) / length)}%`,
  });
  return (
    <Box
      component="svg"
      role="img"
      aria-label={t('acceptAll.preview', { count: taken.length, rest: pending.length - taken.length })}
      sx={{ display: 'block', width: 1, height: 22, mt: 1, color: 'text.secondary', bgcolor: 'action.hover' }}
    >
      {range !== null && (
        <Box
          component="rect"
          y={0}
          height={22}
          {...place(range.start, range.end)}
          sx={{ fill: 'currentColor', opacity: 0.15 }}
        />
      )}
      {pending.map(({ id, start, end }) =>
        start === null || end === null ? null : (
          <Box
            component="rect"
            key={id}
            y={ids.has(id) ? 3 : 13}
            height={6}
            {...place(start, end)}
            sx={
              ids.has(id)
                ? { fill: (theme) => theme.palette.primary.main }
                : { fill: 'none', stroke: 'currentColor', strokeWidth: 1 }
            }
          />
        ),
      )}
    </Box>
  );
}
