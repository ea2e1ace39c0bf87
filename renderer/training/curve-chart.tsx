import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { LineChart } from '@mui/x-charts/LineChart';
import { useMemo, type JSX } from 'react';
import { useColours } from '../app/colours.ts';
import { labelColour } from '../theme.ts';
import { decimate, type Curve } from './curves.ts';

/** Curves of a run over its steps. Hover reads values; the last value of each stands in the legend. */
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
        <Typography variant="h3">{title}</Typography>
        {curves.map((curve, at) => (
          <Typography key={`${curve.phase}/${curve.name}`} variant="caption" sx={{ color: 'text.secondary' }}>
            <Box
              component="span"
              sx={{
                display: 'inline-block',
                width: 10,
                height: 2,
                mr: 1,
                verticalAlign: 'middle',
                bgcolor: labelColour(colours, at),
              }}
            />
            {`${curve.name} ${(curve.values.at(-1) ?? 0).toPrecision(3)}`}
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
            height: 22,
            tickLabelStyle: { fontSize: 11 },
          },
        ]}
        yAxis={[{ width: 42, tickLabelStyle: { fontSize: 11 } }]}
        series={series.map((each, at) => ({
          id: each.name,
          label: each.name,
          data: each.values,
          color: labelColour(colours, at),
          showMark: data.length < 3,
          curve: 'linear' as const,
          connectNulls: true,
          valueFormatter: (value: number | null) => (value === null ? '' : value.toPrecision(4)),
        }))}
        sx={{ '& .MuiLineElement-root': { strokeWidth: 1.5 } }}
      />
    </Box>
  );
}

/** Curves on one common axis; null where a curve has no value at a step. */
export function joined(curves: readonly Curve[]): {
  data: number[];
  series: { name: string; values: (number | null)[] }[];
} {
  const thin = curves.map((curve) => ({
    name: `${curve.phase}/${curve.name}`,
    ...decimate(curve.steps, curve.values),
  }));
  const data = [...new Set(thin.flatMap((curve) => curve.steps))].toSorted((a, b) => a - b);
  return {
    data,
    series: thin.map((curve) => {
      const at = new Map(curve.steps.map((step, i) => [step, curve.values[i] ?? 0]));
      return { name: curve.name, values: data.map((step) => at.get(step) ?? null) };
    }),
  };
}
