import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { LineChart } from '@mui/x-charts/LineChart';
import { useMemo, type JSX } from 'react';
import { useColours } from '../app/colours.ts';
import { labelColour, type Colours } from '../theme.ts';
import { curveColour, curveName, decimate, smoothed, type Curve } from './curves.ts';
import { formats, words } from '../words/words.ts';

/** Weight of the past in a smoothed curve; single steps of GRPO jump too much to be read. */
const SMOOTH = 0.85;

/** Curves of a run over its steps, each smoothed, with its last value in the legend. Hover reads the values. */
export function CurveChart({
  title,
  curves,
}: {
  readonly title: string;
  readonly curves: readonly Curve[];
}): JSX.Element {
  const colours = useColours();
  const { data, series } = useMemo(() => joined(curves), [curves]);
  return (
    <Box
      component="section"
      aria-label={title}
      sx={{ border: 1, borderColor: 'divider', borderRadius: 1, p: 2, minWidth: 0 }}
    >
      <Box sx={{ display: 'flex', gap: 3, alignItems: 'baseline', flexWrap: 'wrap', px: 1 }}>
        <Typography variant="h3" sx={{ flex: 1, whiteSpace: 'nowrap' }}>
          {title}
        </Typography>
        {series.map((each) => (
          <Typography key={each.id} variant="caption" sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>
            <Box
              component="span"
              sx={{
                display: 'inline-block',
                width: 10,
                height: 2,
                mr: 1,
                verticalAlign: 'middle',
                bgcolor: colourOf(each, colours),
              }}
            />
            {`${nameOf(each)} ${shown(each.last)}`}
          </Typography>
        ))}
      </Box>
      <LineChart
        height={200}
        skipAnimation
        hideLegend
        margin={{ top: 12, right: 12, bottom: 4, left: 4 }}
        grid={{ horizontal: true }}
        xAxis={[
          {
            data,
            scaleType: 'linear',
            min: data[0] ?? 0,
            max: data.at(-1) ?? 1,
            height: 30,
            tickLabelStyle: { fontSize: 11 },
            tickMinStep: 1,
            valueFormatter: (step: number) => formats().number(step),
          },
        ]}
        yAxis={[
          { width: 50, tickLabelStyle: { fontSize: 11 }, valueFormatter: (value: number) => tick(value) },
        ]}
        series={series.map((each) => ({
          id: each.id,
          label: nameOf(each),
          data: each.values,
          color: colourOf(each, colours),
          showMark: data.length < 2,
          curve: 'linear' as const,
          connectNulls: true,
          valueFormatter: (value: number | null) => (value === null ? '' : shown(value)),
        }))}
        sx={{ '& .MuiLineElement-root': { strokeWidth: 1.5 } }}
      />
    </Box>
  );
}

/** The mean over tasks is written in the text's own colour, tasks in the palette's. */
function colourOf({ name, colour }: Drawn, colours: Colours): string {
  return name === 'mean' ? colours.text : labelColour(colours, colour);
}

/** A task by its abbreviation, the mean over tasks in words. */
function nameOf({ name }: Drawn): string {
  return name === 'mean' ? words('training')('mean') : name;
}

function digits(count: number): { minimumFractionDigits: number; maximumFractionDigits: number } {
  return { minimumFractionDigits: count, maximumFractionDigits: count };
}

function shown(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 0.001 || size >= 100_000)
    ? value.toExponential(1)
    : formats().number(value, digits(size < 10 ? 3 : 1));
}

/** A value on the axis: short, and never cut off. */
function tick(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 0.01 || size >= 10_000)
    ? value.toExponential(0)
    : formats().number(value, { maximumFractionDigits: 3 });
}

interface Drawn {
  readonly id: string;
  readonly name: string;
  readonly colour: number;
  readonly last: number;
  readonly values: (number | null)[];
}

/** Curves on one common axis; null where a curve has no value at a step. */
export function joined(curves: readonly Curve[]): { data: number[]; series: Drawn[] } {
  const thin = curves.map((curve, place) => {
    const calm = smoothed(curve.values, curve.values.length > 30 ? SMOOTH : 0);
    return {
      id: `${curve.phase}/${curve.name}`,
      name: curveName(curve),
      colour: curveColour(curve, place),
      last: calm.at(-1) ?? 0,
      ...decimate(curve.steps, calm),
    };
  });
  const data = [...new Set(thin.flatMap((curve) => curve.steps))].toSorted((a, b) => a - b);
  return {
    data,
    series: thin.map(({ id, name, colour, last, steps, values }) => {
      const at = new Map(steps.map((step, i) => [step, values[i] ?? 0]));
      return { id, name, colour, last, values: data.map((step) => at.get(step) ?? null) };
    }),
  };
}
