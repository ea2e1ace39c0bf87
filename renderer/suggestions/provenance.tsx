import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import type { JSX } from 'react';
import type { EdgeProvenance, IntervalRow } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { formats, useFormats, useWords, words } from '../words/words.ts';

/** Who set an edge as it now lies, from whose suggestion, when, and how far from where it began: one sentence. */
export function provenanceSentence(
  side: 'start' | 'end',
  { kind, by, policyId, at, movedTicks }: EdgeProvenance,
  { timebase }: Pick<FrameTable, 'timebase'>,
): string {
  const t = words('suggestions');
  const format = formats();
  const moved = (movedTicks * timebase.num) / timebase.den;
  const parts = [
    t(`origin.${kind}`, {
      by: by === '' ? t('origin.somebody') : by,
      policy: policyId ?? t('origin.policy'),
    }),
    ...(kind === 'nudged' && policyId !== null ? [t('origin.from', { policy: policyId })] : []),
    ...(at === null
      ? []
      : [format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' })]),
    ...(moved === 0
      ? []
      : [
          t('origin.away', {
            seconds: format.number(moved, {
              signDisplay: 'exceptZero',
              minimumFractionDigits: 2,
              maximumFractionDigits: 2,
            }),
          }),
        ]),
  ];
  return `${t(`origin.${side}`)}: ${parts.join(', ')}`;
}

/**
 * A mark beside an edge: full where a person set it, half where a person corrected a policy's, hollow where it stands as a policy
 * suggested it. On hover and focus it says who, when and how far it was moved.
 */
export function EdgeOrigin({
  side,
  edge,
  table,
}: {
  readonly side: 'start' | 'end';
  readonly edge: EdgeProvenance;
  readonly table: FrameTable;
}): JSX.Element {
  useWords('suggestions');
  useFormats();
  const sentence = provenanceSentence(side, edge, table);
  const fill = edge.policyId === null ? 'full' : edge.kind === 'accepted' ? 'hollow' : 'half';
  return (
    <Tooltip title={sentence}>
      <Box
        component="span"
        role="img"
        aria-label={sentence}
        tabIndex={0}
        data-origin={edge.kind}
        sx={{
          flexShrink: 0,
          width: 8,
          height: 8,
          borderRadius: '50%',
          border: 1,
          borderColor: 'text.secondary',
          mr: 0.5,
          background: (theme) =>
            fill === 'full'
              ? theme.palette.text.secondary
              : fill === 'hollow'
                ? 'transparent'
                : `linear-gradient(90deg, ${theme.palette.text.secondary} 50%, transparent 50%)`,
        }}
      />
    </Tooltip>
  );
}

/** Where both edges of an interval come from, in words: for the interval that is worked on. */
export function Origins({
  interval: { provenance },
  table,
}: {
  readonly interval: Pick<IntervalRow, 'provenance'>;
  readonly table: FrameTable;
}): JSX.Element {
  useWords('suggestions');
  useFormats();
  return (
    <Box data-testid="origins" sx={{ fontSize: 12, color: 'text.secondary', mt: 0.5 }}>
      <div>{provenanceSentence('start', provenance.start, table)}</div>
      <div>{provenanceSentence('end', provenance.end, table)}</div>
    </Box>
  );
}
