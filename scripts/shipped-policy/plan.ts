import type { Random } from '../../src/tensor/random.ts';
import { union, secondsInterval, type Interval } from '../../src/time/interval.ts';

/** What can happen in a generated video. */
export const KINDS = [
  'moves',
  'rushes',
  'appears',
  'cut',
  'dark',
  'bright',
  'closer',
  'pan',
  'shake',
  'beep',
  'hiss',
] as const;
export type Kind = (typeof KINDS)[number];

export interface PlannedEvent {
  readonly kind: Kind;
  readonly interval: Interval;
}

/** A thing in the picture: a box of one colour that rests somewhere until an event moves it. */
export interface Thing {
  readonly colour: string;
  /** Shares of the picture. */
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  /** Shares of the picture per second that it wanders at all times; 0 rests. */
  readonly drift: number;
}

/** A video as it will be drawn, with all that happens in it. */
export interface VideoPlan {
  readonly id: string;
  readonly seed: number;
  /** Seconds, a whole number of frames. */
  readonly length: number;
  readonly backgrounds: readonly [string, string];
  readonly things: readonly Thing[];
  /** What comes into view when something appears. */
  readonly visitor: Thing;
  /** Strength of picture noise, 0 to 20. */
  readonly grain: number;
  readonly events: readonly PlannedEvent[];
}

export const FRAME_RATE = 25;
const COLOURS = [
  'red',
  'orange',
  'yellow',
  'green',
  'cyan',
  'blue',
  'purple',
  'pink',
  'white',
  'black',
  'brown',
  'gray',
];
/** Kinds in one video, and instances of each. */
const MOST_KINDS = 5;
const MOST_INSTANCES = 3;
const SHORTEST = 0.8;
const LONGEST = 5;

const onFrame = (second: number) => Math.round(second * FRAME_RATE) / FRAME_RATE;
const between = (random: Random, low: number, high: number) => low + (high - low) * random.uniform();
function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[random.below(values.length)];
  if (value === undefined) throw new RangeError('Nothing to pick from.');
  return value;
}

/** A random video of 16 to 36 seconds; in some of them little happens, in others something most of the time. */
export function planVideo(id: string, seed: number, random: Random): VideoPlan {
  const length = onFrame(between(random, 16, 36));
  const shown = random.shuffled(KINDS).slice(0, 1 + random.below(MOST_KINDS));
  const events: PlannedEvent[] = [];
  for (const kind of shown) {
    const wanted = 1 + random.below(MOST_INSTANCES);
    for (let i = 0; i < wanted; i++) {
      const interval = freePlace(kind, events, length, random);
      if (interval !== null) events.push({ kind, interval });
    }
  }
  const thing = (): Thing => ({
    colour: pick(random, COLOURS),
    width: between(random, 0.06, 0.3),
    height: between(random, 0.08, 0.4),
    x: between(random, 0.05, 0.6),
    y: between(random, 0.05, 0.6),
    drift: random.uniform() < 0.3 ? between(random, 0.005, 0.03) : 0,
  });
  return {
    id,
    seed,
    length,
    backgrounds: [background(random), background(random)],
    things: Array.from({ length: 1 + random.below(3) }, thing),
    visitor: thing(),
    grain: random.uniform() < 0.5 ? between(random, 2, 14) : 0,
    events: events.toSorted((a, b) => a.interval.start - b.interval.start),
  };
}

/** All that happens, whatever it is: touching events are one. */
export function anyEvent(events: readonly PlannedEvent[]): Interval[] {
  return union(events.map(({ interval }) => interval));
}

/** A time at which nothing of the kind, and little else, happens; null when none was found. */
function freePlace(
  kind: Kind,
  events: readonly PlannedEvent[],
  length: number,
  random: Random,
): Interval | null {
  for (let attempt = 0; attempt < 20; attempt++) {
    const lasts = Math.exp(between(random, Math.log(SHORTEST), Math.log(LONGEST)));
    const start = onFrame(between(random, 0.6, length - lasts - 0.4));
    const end = onFrame(start + lasts);
    const meets = events.filter(({ interval }) => interval.start < end + 0.6 && interval.end > start - 0.6);
    const crowded = meets.some((other) => other.kind === kind || random.uniform() < 0.8);
    if (!crowded && end - start >= SHORTEST - 0.1) return secondsInterval(start, end);
  }
  return null;
}

/** A still or slowly living background as an ffmpeg source; the size is set where it is drawn. */
function background(random: Random): string {
  const colour = () => `0x${random.below(0x1000000).toString(16).padStart(6, '0')}`;
  const seed = random.below(100_000);
  return pick(random, [
    () => `color=c=${colour()}:s=SIZE:r=RATE`,
    () => `color=c=${colour()}:s=SIZE:r=RATE`,
    () => `gradients=s=SIZE:r=RATE:c0=${colour()}:c1=${colour()}:seed=${seed}:speed=0.00001`,
    () => `gradients=s=SIZE:r=RATE:n=4:seed=${seed}:speed=${(0.001 + 0.01 * random.uniform()).toFixed(4)}`,
    () => 'rgbtestsrc=s=SIZE:r=RATE',
    () => 'smptebars=s=SIZE:r=RATE',
    () => `cellauto=s=SIZE:r=RATE:rule=${pick(random, [18, 30, 90, 110])}:seed=${seed}:scroll=0:full=1`,
    () =>
      `color=c=${colour()}:s=SIZE:r=RATE,geq=lum='128+60*sin(X/${2 + random.below(9)})*cos(Y/${2 + random.below(9)})':cb=${random.below(256)}:cr=${random.below(256)},loop=-1:size=1`,
  ])();
}
