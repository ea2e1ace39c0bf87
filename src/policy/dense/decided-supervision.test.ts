import { describe, expect, it } from 'vitest';
import type { Decisions } from '../../rewards/decision-reward.ts';
import type { Prompt } from '../../tasks/task.ts';
import { secondsInterval, type Interval } from '../../time/interval.ts';
import { seconds } from '../../time/ticks.ts';
import type { DecidedQuestion } from '../decided.ts';
import { decidedTruths } from './decided-supervision.ts';
import { supervisionOf } from './supervision.ts';

const features = { extractor: 'none', duration: seconds(60), tensors: new Map() };
const [one, two, wrong] = [secondsInterval(1, 3), secondsInterval(5, 8), secondsInterval(20, 21)];
const label = (group: string, name: string) => JSON.stringify([group, name]);
const pools = new Map([[label('g', 'high_jump'), ['jumping high', 'high jump', 'the first jump']]]);

function decided(
  prompt: Prompt,
  confirmed: readonly Interval[],
  rejected: readonly Interval[],
): DecidedQuestion {
  const on = (intervals: readonly Interval[]) => intervals.map((interval) => ({ slot: 0, interval }));
  const decisions: Decisions = {
    confirmed: on(confirmed),
    rejected: on(rejected),
    rightAnswer: null,
    wrongAnswers: [],
  };
  return { itemId: 'i', videoId: 'v', features, prompt, decisions, paraphrases: [], labelGroup: 'g' };
}
const tal: Prompt = { task: 'TAL', label: 'high_jump', description: 'jumping high' };
const first: Prompt = { task: 'TG', query: 'the first jump' };

describe('what decisions teach the dense network', () => {
  it('is that a label happens where it was confirmed, in whatever words it was asked for', () => {
    const [video, ...others] = decidedTruths(
      [decided(tal, [one], [wrong]), decided(first, [two], [])],
      pools,
    );
    expect(others).toEqual([]);
    expect(video?.truths).toEqual([
      {
        texts: pools.get(label('g', 'high_jump')),
        intervals: [one, two],
        complete: false,
        rejected: [wrong],
      },
    ]);
  });

  it('is not that a label is absent where another of its instances was asked for', () => {
    const [video] = decidedTruths([decided(first, [], [one]), decided(tal, [two], [])], pools);
    expect(video?.truths).toMatchObject([{ intervals: [two], rejected: [] }]);
    expect(decidedTruths([decided(first, [], [one])], pools)[0]?.truths).toEqual([]);
  });

  it('is of the question itself where its words mean no label', () => {
    const rare: Prompt = { task: 'TG', query: 'something else' };
    const unheard: Prompt = { task: 'TAL', label: 'low_jump', description: '' };
    const [video] = decidedTruths([decided(rare, [one], [wrong]), decided(unheard, [], [two])], pools);
    expect(video?.truths).toEqual([
      { texts: ['something else'], intervals: [one], complete: false, rejected: [wrong] },
      { texts: ['low jump'], intervals: [], complete: false, rejected: [two] },
    ]);
  });

  it('adds to what is curated of the same video, and nothing to what is known whole', () => {
    const truth = { task: 'TAL' as const, intervals: [one] };
    const { decisions: _decisions, ...asked } = decided(tal, [], []);
    const rare: Prompt = { task: 'TG', query: 'something else' };
    const { videos } = supervisionOf(
      [{ ...asked, truth }],
      [decided(tal, [two], []), decided(rare, [two], [])],
    );
    expect(videos).toHaveLength(1);
    expect(videos[0]?.truths).toEqual([
      { texts: ['jumping high', 'high jump'], intervals: [one], complete: true },
      { texts: ['something else'], intervals: [two], complete: false, rejected: [] },
    ]);
  });
});
