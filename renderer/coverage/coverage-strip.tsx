import Box from '@mui/material/Box';
import { useId, type JSX, type MouseEvent } from 'react';
import { useFormats, useWords } from '../words/words.ts';

type Ranges = readonly (readonly [number, number])[];

/** What a strip shows: ticks, sorted and disjoint. */
export interface Seen {
  readonly start: number;
  readonly end: number;
  readonly watched: Ranges;
  /** Skimmed and not watched. */
  readonly skimmed: Ranges;
}

/** Shares of a video in [0, 1]. */
export function shares({ start, end, watched, skimmed }: Seen): {
  readonly watched: number;
  readonly skimmed: number;
  readonly unseen: number;
} {
  const whole = Math.max(1, end - start);
  const sum = (ranges: Ranges): number =>
    ranges.reduce((total, [from, to]) => total + (to - from), 0) / whole;
  const [w, s] = [sum(watched), sum(skimmed)];
  return { watched: w, skimmed: s, unseen: Math.max(0, 1 - w - s) };
}

/**
 * A video as one strip: filled where it was watched, hatched where it was skimmed, empty where nobody looked. In the queue, the
 * inspector and Data. A click on it gives the tick under the pointer.
 */
export function CoverageStrip({
  seen,
  title,
  height = 6,
  onGo,
}: {
  readonly seen: Seen;
  readonly title: string;
  readonly height?: number;
  readonly onGo?: ((tick: number) => void) | undefined;
}): JSX.Element {
  const t = useWords('coverage');
  const formats = useFormats();
  const hatch = useId();
  const part = shares(seen);
  const percent = (share: number): string =>
    formats.number(share, { style: 'percent', maximumFractionDigits: 0 });
  const label = t('strip', {
    title,
    watched: percent(part.watched),
    skimmed: percent(part.skimmed),
    unseen: percent(part.unseen),
  });
  const whole = Math.max(1, seen.end - seen.start);
  const rects = (ranges: Ranges, fill: string): JSX.Element[] =>
    ranges.map(([from, to]) => (
      <rect
        key={from}
        x={`${(100 * (from - seen.start)) / whole}%`}
        width={`${(100 * (to - from)) / whole}%`}
        height="100%"
        fill={fill}
      />
    ));
  const go = (event: MouseEvent<SVGSVGElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const at = Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
    onGo?.(Math.round(seen.start + at * whole));
  };
  return (
    <Box
      component="svg"
      role="img"
      aria-label={label}
      onClick={onGo === undefined ? undefined : go}
      sx={{
        display: 'block',
        width: 1,
        height,
        borderRadius: '2px',
        bgcolor: 'action.hover',
        outline: '1px solid',
        outlineColor: 'divider',
        outlineOffset: '-1px',
        color: 'text.secondary',
        cursor: onGo === undefined ? 'inherit' : 'pointer',
      }}
    >
      <title>{label}</title>
      <defs>
        <pattern id={hatch} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="1.5" height="4" fill="currentColor" />
        </pattern>
      </defs>
      {rects(seen.watched, 'currentColor')}
      {rects(seen.skimmed, `url(#${hatch})`)}
    </Box>
  );
}
