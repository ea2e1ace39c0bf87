/** One new point of one curve, as an event brings it. */
export interface Point {
  readonly name: string;
  readonly phase: string;
  readonly step: number;
  readonly value: number;
}

interface Series {
  name: string;
  phase: string;
  steps: number[];
  values: number[];
}

/** Points of a curve that the page keeps; a chart with more shows nothing more. */
const POINTS_KEPT = 20_000;

/** Curves with new points at their ends; a step that came twice, as after a resume, cuts off what came after it before. */
export function withPoints<Run extends { series: Series[] }>(run: Run, points: readonly Point[]): Run {
  const series = new Map(run.series.map((each) => [`${each.phase}/${each.name}`, each]));
  for (const { name, phase, step, value } of points) {
    const key = `${phase}/${name}`;
    const curve = series.get(key) ?? { name, phase, steps: [], values: [] };
    const known = curve.steps.findIndex((each) => each >= step);
    const end = known < 0 ? curve.steps.length : known;
    series.set(key, {
      name,
      phase,
      steps: [...curve.steps.slice(0, end), step].slice(-POINTS_KEPT),
      values: [...curve.values.slice(0, end), value].slice(-POINTS_KEPT),
    });
  }
  return { ...run, series: [...series.values()] };
}
