import { xOf, type TimelineView } from './view.ts';

export interface RulerMark {
  readonly x: number;
  readonly seconds: number;
  /** Null on the small marks between two labels. */
  readonly label: string | null;
}

const STEPS = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400,
];
const MINIMUM_LABEL_GAP = 84;

/** Seconds between two labels such that they stand at least 84 pixels apart. */
export function rulerStep(secondsPerPixel: number): number {
  const wanted = secondsPerPixel * MINIMUM_LABEL_GAP;
  return STEPS.find((step) => step >= wanted) ?? Math.ceil(wanted / 14400) * 14400;
}

/** How many small marks divide the space between two labels. */
function divisions(step: number): number {
  if (step >= 60) return step % 60 === 0 && (step / 60) % 5 === 0 ? 5 : 4;
  return step === 15 || step === 30 ? 3 : 5;
}

/** Time as a ruler writes it: as many decimals as the step needs, hours only from one hour on. */
export function rulerLabel(seconds: number, step: number): string {
  const decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  const total = Math.round(seconds * 10 ** decimals) / 10 ** decimals;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const rest = (total % 60).toFixed(decimals).padStart(decimals === 0 ? 2 : decimals + 3, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/**
 * The marks of a ruler over `width` pixels. `ticksPerSecond` is the inverse of the timebase. Marks stand at round seconds of the
 * presentation axis, not of the view.
 */
export function rulerMarks(view: TimelineView, width: number, ticksPerSecond: number): RulerMark[] {
  const step = rulerStep(view.perPixel / ticksPerSecond);
  const parts = divisions(step);
  const minor = step / parts;
  const first = Math.floor(view.start / ticksPerSecond / minor);
  const last = Math.ceil((view.start + width * view.perPixel) / ticksPerSecond / minor);
  const marks: RulerMark[] = [];
  for (let i = first; i <= last; i++) {
    const seconds = i * minor;
    const major = ((i % parts) + parts) % parts === 0;
    if (seconds < 0) continue;
    marks.push({
      x: xOf(view, seconds * ticksPerSecond),
      seconds,
      label: major ? rulerLabel(seconds, step) : null,
    });
  }
  return marks;
}
