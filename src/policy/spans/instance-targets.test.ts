import { expect, it } from 'vitest';
import type { Decisions } from '../../rewards/decision-reward.ts';
import type { Prompt } from '../../tasks/task.ts';
import { secondsInterval, type Interval } from '../../time/interval.ts';
import { seconds } from '../../time/ticks.ts';
import { instanceTargets } from './instance-targets.ts';
import type { PreparedQuestion } from './question.ts';

const features = { extractor: 'none', duration: seconds(60), tensors: new Map() };
const tal: Prompt = { task: 'TAL', label: 'jump', description: '' };
const common = { itemId: 'i', videoId: 'v', features, paraphrases: [], labelGroup: null };
/** Candidates of a video whose first step lies at second 100. */
const CANDIDATES = [
  [0, 10],
  [2, 10],
  [9, 19],
  [30, 40],
  [33, 40],
  [50, 55],
] as const;

function prepared(prompt: Prompt): PreparedQuestion {
  return {
    task: prompt.task,
    prompt,
    unitOf: new Int32Array(CANDIDATES.length),
    unitCount: 1,
    optionCount: 0,
    start: Float64Array.from(CANDIDATES, ([start]) => start),
    end: Float64Array.from(CANDIDATES, ([, end]) => end),
    origin: 100,
    bucket: { units: 1, candidates: 20 },
    length: 60,
    texts: [''],
    statics: new Float32Array(0),
    relations: new Float32Array(0),
    bank: new Float32Array(0),
  };
}
const on = (...intervals: Interval[]) => intervals.map((interval) => ({ slot: 0, interval }));
const at = (start: number, end: number) => secondsInterval(100 + start, 100 + end);

it('a curated truth tells of every candidate', () => {
  const told = instanceTargets(
    { ...common, prompt: tal, truth: { task: 'TAL', intervals: [at(0, 10)] } },
    prepared(tal),
  );
  expect(Array.from(told?.known ?? [])).toEqual([1, 1, 1, 1, 1, 1]);
  expect(Array.from(told?.targets ?? [])).toEqual([1, 1, 0, 0, 0, 0]);
});

it('decisions tell of the candidates near what was judged, and of no other', () => {
  const decisions: Decisions = {
    confirmed: on(at(0, 10)),
    rejected: on(at(30, 40)),
    rightAnswer: null,
    wrongAnswers: [],
  };
  const told = instanceTargets({ ...common, prompt: tal, decisions }, prepared(tal));
  expect(Array.from(told?.targets ?? [])).toEqual([1, 1, 0, 0, 0, 0]);
  const [right, near, touching, refused, nearRefused, other] = told?.known ?? [];
  expect([right, near, touching, refused, other]).toEqual([1, 1, 0, 1, 0]);
  expect(nearRefused).toBeCloseTo(0.7);
});

it('says nothing where one instance of several is asked for, or where nothing is known', () => {
  const grounding: Prompt = { task: 'TG', query: 'the first jump' };
  const decisions: Decisions = {
    confirmed: on(at(0, 10)),
    rejected: [],
    rightAnswer: null,
    wrongAnswers: [],
  };
  expect(instanceTargets({ ...common, prompt: grounding, decisions }, prepared(grounding))).toBeNull();
  const elsewhere = { ...decisions, confirmed: on(at(44, 46)) };
  expect(instanceTargets({ ...common, prompt: tal, decisions: elsewhere }, prepared(tal))).toBeNull();
});
