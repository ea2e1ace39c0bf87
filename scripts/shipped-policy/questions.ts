import { clipCount, HIGHEST_SALIENCY } from '../../src/tasks/highlights.ts';
import type { Saliency } from '../../src/tasks/task.ts';
import { covered, intersect, secondsInterval, type Interval } from '../../src/time/interval.ts';
import { seconds } from '../../src/time/ticks.ts';
import type { Random } from '../../src/tensor/random.ts';
import type { CuratedQuestion, VideoFeatures } from '../../src/policy/policy.ts';
import { anyEvent, KINDS, type Kind, type VideoPlan } from './plan.ts';

/** How people speak of each kind of event. The first phrase describes the label. */
const PHRASES: Readonly<Record<Kind, readonly string[]>> = {
  moves: ['something moves', 'an object is moving', 'a thing slides slowly', 'there is movement'],
  rushes: ['something moves fast', 'an object rushes about', 'there is quick motion', 'a thing goes fast'],
  appears: ['something appears', 'a new object shows up', 'an object comes into view'],
  cut: ['the scene changes', 'another scene is shown', 'it cuts to a different picture', 'the view changes'],
  dark: ['it gets dark', 'the light goes down', 'the picture is dim', 'it is darker'],
  bright: ['it gets bright', 'the light goes up', 'the picture is brighter'],
  closer: ['the view is closer', 'the camera zooms in', 'a close view is shown'],
  pan: ['the camera moves', 'the camera turns to the side', 'the view pans'],
  shake: ['the camera shakes', 'the picture trembles', 'the view is shaking'],
  beep: ['a tone sounds', 'there is a beep', 'a note can be heard'],
  hiss: ['a noise sounds', 'there is a hiss', 'a rushing sound can be heard'],
};

/** How people speak of anything at all; words that nobody ever said stand for every other wording. */
const ANYTHING = ['something happens', 'an event takes place', 'anything happens', 'there is a change'];

const ORDINALS: Readonly<
  Record<'first' | 'second' | 'last' | 'longest' | 'only', readonly ((what: string) => string)[]>
> = {
  first: [
    (what) => `${what} for the first time`,
    (what) => `the first time that ${what}`,
    (what) => `when does it first happen that ${what}?`,
  ],
  second: [(what) => `${what} for the second time`, (what) => `the second time that ${what}`],
  last: [
    (what) => `${what} for the last time`,
    (what) => `the last time that ${what}`,
    (what) => `the final moment in which ${what}`,
  ],
  longest: [(what) => `the longest time that ${what}`, (what) => `when is it longest that ${what}?`],
  only: [(what) => what, (what) => `when is it that ${what}?`, (what) => `find the moment when ${what}`],
};

/** Questions of a video beside its TAL items: more of the same teach little. */
const MOST_OTHERS = 14;

type Item = Pick<CuratedQuestion, 'prompt' | 'truth' | 'paraphrases'>;
type Said = () => string;

/** Words that texts are made of here; all other words are unknown to the shipped policy. */
export function knownTexts(): string[] {
  const phrases = [...Object.values(PHRASES).flat(), ...ANYTHING];
  const ordinals = Object.values(ORDINALS).flatMap((forms) => forms.map((form) => form('')));
  return [
    ...phrases,
    ...ordinals,
    ...JOINING,
    ...countTexts(''),
    'none 0 1 2 3 4 5 6 7 8 9',
    ...KINDS,
    ...LITTLE_WORDS,
  ];
}

const JOINING = [
  'first ,',
  'then',
  'after that ,',
  'finally ,',
  'what happens next after',
  'which of these comes first?',
  'after',
];
const countTexts = (what: string) => [
  `how many times is it that ${what}?`,
  `how often does it happen that ${what}?`,
  `count the times that ${what}`,
];

/** Curated questions of all five tasks about a generated video. */
export function questionsAbout(plan: VideoPlan, features: VideoFeatures, random: Random): CuratedQuestion[] {
  const pick = <T>(values: readonly T[]): T => values[random.below(values.length)] ?? values[0] ?? fail();
  const byKind = Map.groupBy(plan.events, ({ kind }) => kind);
  const subjects: { label: string; said: Said; intervals: Interval[] }[] = KINDS.map((kind) => ({
    label: kind,
    said: () => pick(PHRASES[kind]),
    intervals: (byKind.get(kind) ?? []).map(({ interval }) => interval),
  }));
  const anything: Said = () => (random.uniform() < 0.75 ? unheardOf(random) : pick(ANYTHING));
  const any = { label: 'event', said: anything, intervals: anyEvent(plan.events) };
  const present = subjects.filter(({ intervals }) => intervals.length > 0);
  const items: Item[] = [];
  for (const { label, said, intervals } of [...subjects, any]) {
    // Absent kinds once in a while: "looked, none there" is an answer too.
    if (intervals.length === 0 && random.uniform() < 0.6) continue;
    items.push({
      prompt: { task: 'TAL', label, description: label === 'event' ? pick(ANYTHING) : said() },
      truth: { task: 'TAL', intervals },
      paraphrases: [],
    });
  }
  for (const { said, intervals } of [...present, any, any]) {
    items.push(highlight(said, intervals, features.duration));
    for (const { form, interval } of ordinalsOf(intervals))
      items.push({
        prompt: { task: 'TG', query: pick(ORDINALS[form])(said()) },
        truth: { task: 'TG', intervals: [interval] },
        paraphrases: [pick(ORDINALS[form])(said()), pick(ORDINALS[form])(said())],
      });
    if (random.uniform() < 0.5) items.push(counting(said, intervals, random));
  }
  items.push(...afterwards(plan, random, pick), ...inOrder(plan, pick), ...earliest(subjects, random));
  const labels = items.filter(({ prompt }) => prompt.task === 'TAL');
  const others = random.shuffled(items.filter(({ prompt }) => prompt.task !== 'TAL')).slice(0, MOST_OTHERS);
  return [...labels, ...others].map(({ prompt, truth, paraphrases }, i) => ({
    itemId: `${plan.id}-${i}`,
    videoId: plan.id,
    features,
    prompt,
    truth,
    paraphrases,
    labelGroup: 'generated',
  }));
}

function ordinalsOf(intervals: readonly Interval[]): { form: keyof typeof ORDINALS; interval: Interval }[] {
  const [first, second] = intervals;
  const last = intervals.at(-1);
  if (first === undefined || last === undefined) return [];
  if (intervals.length === 1) return [{ form: 'only', interval: first }];
  const byLength = intervals.toSorted((a, b) => b.end - b.start - (a.end - a.start));
  const [longest, next] = byLength;
  const clear =
    longest !== undefined &&
    next !== undefined &&
    longest.end - longest.start > 1.3 * (next.end - next.start);
  return [
    { form: 'first', interval: first },
    { form: 'last', interval: last },
    ...(second === undefined || intervals.length < 3 ? [] : [{ form: 'second' as const, interval: second }]),
    ...(clear ? [{ form: 'longest' as const, interval: longest }] : []),
  ];
}

function highlight(said: Said, intervals: Interval[], duration: number): Item {
  const clipLength = seconds(2);
  const scores = Array.from({ length: clipCount(duration, clipLength) }, (_, i) => {
    const clip = secondsInterval(i * clipLength, (i + 1) * clipLength);
    return Math.round((HIGHEST_SALIENCY * covered(intersect([clip], intervals))) / clipLength);
  });
  const saliency: Saliency = { clipLength, scores };
  return {
    prompt: { task: 'VHD', query: said(), clipLength },
    truth: { task: 'VHD', intervals, saliency },
    paraphrases: [said(), said()],
  };
}

function counting(said: Said, intervals: Interval[], random: Random): Item {
  const options = random.shuffled(['1', '2', '3', '4', '5', '6'].slice(0, Math.max(5, intervals.length)));
  const right = options.indexOf(String(Math.min(intervals.length, options.length)));
  const asked = () => countTexts(said());
  const [one = '', two = '', three = ''] = asked();
  return {
    prompt: { task: 'GVQA', question: random.shuffled([one, two, three])[0] ?? one, options },
    truth: { task: 'GVQA', intervals, answerIndex: Math.max(0, right) },
    paraphrases: asked(),
  };
}

/** "What happens next after ...?" and "... after ...". */
function afterwards(plan: VideoPlan, random: Random, pick: <T>(values: readonly T[]) => T): Item[] {
  const items: Item[] = [];
  plan.events.forEach((event, i) => {
    const same = plan.events.filter(({ kind }) => kind === event.kind);
    const next = plan.events.slice(i + 1).find(({ interval }) => interval.start >= event.interval.end);
    if (same.length !== 1 || next === undefined || next.kind === event.kind) return;
    const [before, then] = [pick(PHRASES[event.kind]), pick(PHRASES[next.kind])];
    items.push({
      prompt: { task: 'TG', query: `${then} after ${before}` },
      truth: { task: 'TG', intervals: [next.interval] },
      paraphrases: [],
    });
    const others = KINDS.filter((kind) => kind !== next.kind && kind !== event.kind);
    const options = random.shuffled([next.kind, ...random.shuffled(others).slice(0, 3)]);
    items.push({
      prompt: {
        task: 'GVQA',
        question: `what happens next after ${before}`,
        options: options.map((kind) => pick(PHRASES[kind])),
      },
      truth: {
        task: 'GVQA',
        intervals: [event.interval, next.interval],
        answerIndex: options.indexOf(next.kind),
      },
      paraphrases: [],
    });
  });
  return items;
}

function inOrder(plan: VideoPlan, pick: <T>(values: readonly T[]) => T): Item[] {
  const once = plan.events.filter(
    ({ kind }) => plan.events.filter((other) => other.kind === kind).length === 1,
  );
  if (once.length < 2) return [];
  const joined = (i: number) =>
    i === 0 ? 'first ,' : i === once.length - 1 ? 'finally ,' : pick(['then', 'after that ,']);
  return [
    {
      prompt: { task: 'DTG', sentences: once.map(({ kind }, i) => `${joined(i)} ${pick(PHRASES[kind])}`) },
      truth: { task: 'DTG', intervals: once.map(({ interval }) => interval) },
      paraphrases: [],
    },
  ];
}

function earliest(subjects: readonly { said: Said; intervals: Interval[] }[], random: Random): Item[] {
  const shown = random.shuffled(subjects.filter(({ intervals }) => intervals.length > 0)).slice(0, 4);
  const [first] = shown.toSorted((a, b) => (a.intervals[0]?.start ?? 0) - (b.intervals[0]?.start ?? 0));
  const proof = first?.intervals[0];
  if (shown.length < 3 || first === undefined || proof === undefined) return [];
  return [
    {
      prompt: {
        task: 'GVQA',
        question: 'which of these comes first?',
        options: shown.map(({ said }) => said()),
      },
      truth: { task: 'GVQA', intervals: [proof], answerIndex: shown.indexOf(first) },
      paraphrases: [],
    },
  ];
}

const LITTLE_WORDS = [
  'the',
  'a',
  'an',
  'is',
  'are',
  'it',
  'of',
  'in',
  'on',
  'and',
  'to',
  'its',
  'with',
  'by',
  'up',
  'down',
];
const SYLLABLES = ['ba', 'dor', 'mi', 'zul', 'ke', 'vano', 'ti', 'rax', 'pel', 'ushi'];

/** Two to six words of no language, with little words of this one between them. */
function unheardOf(random: Random): string {
  const word = () =>
    Array.from({ length: 2 + random.below(2) }, () => SYLLABLES[random.below(SYLLABLES.length)] ?? '').join(
      '',
    );
  const little = () =>
    random.uniform() < 0.4 ? [LITTLE_WORDS[random.below(LITTLE_WORDS.length)] ?? ''] : [];
  return Array.from({ length: 2 + random.below(4) }, () => [...little(), word()])
    .flat()
    .join(' ');
}

function fail(): never {
  throw new RangeError('Nothing to pick from.');
}
