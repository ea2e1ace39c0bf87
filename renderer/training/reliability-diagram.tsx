import Box from '@mui/material/Box';
import { useId, type JSX } from 'react';
import { useColours } from '../app/colours.ts';
import { hundredths, radiusOf, spokenReliability, type Bin } from './reliability.ts';
import { useWords } from '../words/words.ts';

/** Side of the square of probabilities, and the room for its axes. */
const SIDE = 260;
const LEFT = 40;
const TOP = 10;
const BELOW = 40;
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

const x = (share: number): number => LEFT + share * SIDE;
const y = (share: number): number => TOP + (1 - share) * SIDE;

/**
 * How often suggestions of a confidence were right. On the diagonal a confidence is true; bars are 95 % intervals, hollow points
 * the raw scores of before.
 */
export function ReliabilityDiagram({
  before,
  after,
  title,
}: {
  readonly before: readonly Bin[];
  readonly after: readonly Bin[];
  readonly title: string;
}): JSX.Element {
  const t = useWords('training');
  const colours = useColours();
  const id = useId();
  const most = Math.max(...after.map(({ count }) => count), ...before.map(({ count }) => count), 1);
  return (
    <Box
      component="svg"
      viewBox={`0 0 ${LEFT + SIDE + 12} ${TOP + SIDE + BELOW}`}
      role="img"
      aria-labelledby={`${id}-title ${id}-told`}
      sx={{ width: 1, maxWidth: 360, display: 'block', fontSize: 11, fontVariantNumeric: 'tabular-nums' }}
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-told`}>{spokenReliability(after)}</desc>
      {TICKS.map((share) => (
        <g key={share} fill={colours.textFaint}>
          <line x1={x(share)} x2={x(share)} y1={y(0)} y2={y(1)} stroke={colours.lineSoft} />
          <line x1={x(0)} x2={x(1)} y1={y(share)} y2={y(share)} stroke={colours.lineSoft} />
          <text x={x(share)} y={y(0) + 15} textAnchor="middle">
            {hundredths(share)}
          </text>
          <text x={LEFT - 7} y={y(share) + 4} textAnchor="end">
            {hundredths(share)}
          </text>
        </g>
      ))}
      <text x={x(0.5)} y={y(0) + 33} textAnchor="middle" fill={colours.textSoft}>
        {t('confidenceAxis')}
      </text>
      <text
        x={12}
        y={y(0.5)}
        textAnchor="middle"
        fill={colours.textSoft}
        transform={`rotate(-90 12 ${y(0.5)})`}
      >
        {t('rightAxis')}
      </text>
      <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} stroke={colours.textFaint} strokeDasharray="4 4" />
      {before.map((bin) => (
        <circle
          key={bin.meanScore}
          cx={x(bin.meanScore)}
          cy={y(bin.right / bin.count)}
          r={radiusOf(bin.count, most)}
          fill="none"
          stroke={colours.textFaint}
        />
      ))}
      <polyline
        points={after.map((bin) => `${x(bin.meanScore)},${y(bin.right / bin.count)}`).join(' ')}
        fill="none"
        stroke={colours.accent}
        strokeWidth={1.5}
      />
      {after.map((bin) => (
        <g key={bin.meanScore} stroke={colours.accent}>
          <line x1={x(bin.meanScore)} x2={x(bin.meanScore)} y1={y(bin.low)} y2={y(bin.high)} />
          <circle
            cx={x(bin.meanScore)}
            cy={y(bin.right / bin.count)}
            r={radiusOf(bin.count, most)}
            fill={colours.accent}
            stroke={colours.panel}
          >
            <title>{t('rightOf', { right: bin.right, count: bin.count })}</title>
          </circle>
        </g>
      ))}
    </Box>
  );
}
