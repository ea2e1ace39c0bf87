import { describe, expect, it } from 'vitest';

import { secondsInterval } from '../time/interval.ts';
import { seconds } from '../time/ticks.ts';
import type { Prompt } from '../tasks/task.ts';
import type { VideoFeatures } from '../policy/policy.ts';
import type { RunSpec } from './run-spec.ts';
import { countDecisions, decisionsOn } from './snapshot-decisions.ts';
import { chooseVideos, questionsOf, trainingSnapshot } from './training-data.ts';

const [one, two, three] = [secondsInterval(1, 3), secondsInterval(5, 8), secondsInterval(10, 11)];
const TAL: Prompt = { task: 'TAL', label: 'jump', description: '' };
const draft = (standing: readonly { start: number; end: number }[], prompt: Prompt = TAL) => ({
  id: 'i',
  video: 'v',
  prompt,
  paraphrases: [],
  labelGroup: null,
  standing: standing.map(({ start, end }) => secondsInterval(start, end)),
});
const said = (
  status: 'accepted' | 'trimmed' | 'rejected',
  suggested: typeof one | null,
  final: typeof one | null = status === 'rejected' ? null : suggested,
  slot = 0,
) => ({ item: 'i', slot, suggested, status, final });
const answered = (status: 'accepted' | 'rejected', answerIndex: number) => ({
  item: 'i',
  status,
  answerIndex,
});

describe('what decisions say of a draft', () => {
  it('counts what was accepted or trimmed as it stands now, once', () => {
    const moved = secondsInterval(1.2, 3);
    const { confirmed, rejected } = decisionsOn(
      draft([moved, two]),
      [said('accepted', one), said('trimmed', three, two), said('accepted', two), said('rejected', three)],
      [],
    );
    expect(confirmed.map(({ interval }) => interval)).toEqual([moved, two]);
    expect(rejected).toEqual([{ slot: 0, interval: three }]);
  });

  it('forgets what was taken away again, and does not call a second suggestion of one instance wrong', () => {
    const nearly = secondsInterval(1.1, 3);
    const told = decisionsOn(
      draft([one]),
      [said('accepted', one), said('accepted', two), said('rejected', nearly)],
      [],
    );
    expect(told.confirmed.map(({ interval }) => interval)).toEqual([one]);
    expect(told.rejected).toEqual([]);
  });

  it('keeps "none" of a DTG sentence, and the last word on each', () => {
    const prompt: Prompt = { task: 'DTG', sentences: ['a', 'b'] };
    const told = decisionsOn(
      draft([two], prompt),
      [
        said('accepted', one, one, 1),
        said('accepted', two, two, 1),
        said('accepted', null, null, 0),
        said('rejected', null, null, 1),
      ],
      [],
    );
    expect(told.confirmed).toEqual([
      { slot: 1, interval: two },
      { slot: 0, interval: null },
    ]);
  });

  it('takes the last word on the option', () => {
    const told = decisionsOn(
      draft([]),
      [],
      [answered('rejected', 0), answered('rejected', 0), answered('accepted', 2)],
    );
    expect(told).toMatchObject({ rightAnswer: 2, wrongAnswers: [0] });
    const doubted = decisionsOn(draft([]), [], [answered('accepted', 2), answered('rejected', 2)]);
    expect(doubted).toMatchObject({ rightAnswer: null, wrongAnswers: [2] });
  });

  it('is counted for the items that a run learns from', () => {
    const decisions = [
      said('accepted', one),
      said('rejected', two),
      { ...said('trimmed', two), item: 'other' },
    ];
    expect(countDecisions(new Set(['i']), decisions, [answered('accepted', 1)])).toEqual({
      items: 1,
      accepted: 1,
      trimmed: 0,
      rejected: 1,
      answers: 1,
    });
  });
});

describe('a run', () => {
  const video = (id: string, split: 'train' | 'test' | null = 'train', source: string | null = null) => ({
    id,
    path: `${id}.mp4`,
    fingerprint: id,
    split,
    source,
  });
  const item = (id: string, at: string) => ({
    id,
    video: at,
    prompt: TAL,
    truth: { task: 'TAL' as const, intervals: [one] },
    paraphrases: [],
    labelGroup: null,
  });
  const open = (id: string, at: string) => ({ ...draft([one]), id, video: at });
  const decided = (id: string) => ({ ...said('accepted', one), item: id });
  const features = (ids: readonly string[]) =>
    new Map(
      ids.map((id): [string, VideoFeatures] => [
        id,
        { extractor: 'none-1', duration: seconds(20), tensors: new Map() },
      ]),
    );
  const choice = { heldOutShare: 0, evaluateTest: true, seed: 1 };

  it('learns from decisions on training videos, and never as if they were curated', () => {
    const snapshot = trainingSnapshot.parse({
      format: 'tempr1-snapshot',
      version: 1,
      videos: [video('a'), video('b'), video('c', null), video('t', 'test')],
      items: [item('a1', 'a'), item('t1', 't')],
      drafts: [open('a2', 'a'), open('b1', 'b'), open('b2', 'b'), open('c1', 'c'), open('t2', 't')],
      decisions: [decided('a2'), decided('b1'), decided('c1'), decided('t2')],
      answers: [],
    });
    const chosen = chooseVideos(snapshot, choice);
    expect(chosen.train.map(({ id }) => id)).toEqual(['a', 'b']);
    const {
      train,
      decided: learned,
      test,
    } = questionsOf(snapshot, chosen, features(['a', 'b', 't']), 'rewards-and-frames');
    expect([train, learned, test].map((each) => each.map(({ itemId }) => itemId))).toEqual([
      ['a1'],
      ['a2', 'b1'],
      ['t1'],
    ]);
    expect(learned[0]?.decisions.confirmed).toEqual([{ slot: 0, interval: one }]);
    expect(learned.every((question) => !('truth' in question))).toBe(true);
    const used = (use: RunSpec['decisions']) => {
      const { decided: rewarded, shown } = questionsOf(snapshot, chosen, features(['a', 'b', 't']), use);
      return [rewarded.length, shown.length];
    };
    expect([used('none'), used('rewards'), used('rewards-and-frames')]).toEqual([
      [0, 0],
      [2, 0],
      [2, 2],
    ]);
  });

  it('does not learn from decisions on what it is measured on', () => {
    const videos = [video('a'), video('b', 'train', 's'), video('d', 'train', 's'), video('c'), video('e')];
    const snapshot = trainingSnapshot.parse({
      format: 'tempr1-snapshot',
      version: 1,
      videos,
      items: [item('a1', 'a'), item('b1', 'b'), item('c1', 'c'), item('e1', 'e')],
      drafts: [open('a2', 'a'), open('b2', 'b'), open('c2', 'c'), open('d2', 'd'), open('e2', 'e')],
      decisions: ['a2', 'b2', 'c2', 'd2', 'e2'].map(decided),
      answers: [],
    });
    let hidden = 0;
    for (let seed = 0; seed < 8; seed++) {
      const chosen = chooseVideos(snapshot, { ...choice, heldOutShare: 0.5, seed });
      const held = chosen.heldOut.map(({ id }) => id);
      const { decided: learned } = questionsOf(
        snapshot,
        chosen,
        features(videos.map(({ id }) => id)),
        'rewards',
      );
      const on = new Set(learned.map(({ videoId }) => videoId));
      expect(held.some((id) => on.has(id))).toBe(false);
      expect(on.has('d')).toBe(!held.includes('b'));
      hidden += held.includes('b') ? 1 : 0;
    }
    expect(hidden).toBeGreaterThan(0);
  });
});
