import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { interval } from '../../time/interval.ts';
import { seconds } from '../../time/ticks.ts';
import type { Project } from '../project.ts';
import { earlierAnswers } from '../queries/earlier-answers.ts';
import { item } from '../queries/items.ts';
import { responsesOfItem } from '../queries/suggestions.ts';
import { video } from '../queries/videos.ts';
import { openSample } from '../testing/open-sample.ts';
import type { GivenPrediction } from './suggestions.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample({ now: () => 5000 }));
});
afterEach(() => remove());

const says = (
  spans: readonly (readonly [number, number] | null)[],
  more: Partial<GivenPrediction> = {},
): GivenPrediction => ({
  intervals: spans.map((span) => (span === null ? null : interval(seconds(span[0]), seconds(span[1])))),
  scores: spans.map(() => 0.8),
  response: '',
  ...more,
});

/** Ticks of a stretch of the second video, given in seconds. */
function stretch(from: number, to: number): { start: number; end: number } {
  const found = video(project.db, project.paths.dir, 'v2');
  if (found === null) throw new Error('There is no video.');
  const { num, den } = found.timebase;
  return { start: (from * den) / num, end: (to * den) / num };
}

async function suggest(
  id: string,
  prediction: GivenPrediction,
  more: { policy?: string; range?: { start: number; end: number } } = {},
): Promise<void> {
  await project.writer.job('writeSuggestions', {
    policy: 'p1',
    ...more,
    responses: [{ item: id, prediction }],
  });
}

/** Starts of all suggestions of an item, oldest answer first. */
function starts(id: string): (number | undefined)[] {
  return responsesOfItem(project.db, id)
    .toReversed()
    .flatMap(({ suggestions }) => suggestions.map(({ edges }) => edges?.startSeconds));
}

describe('suggestions for a stretch', () => {
  it('replace only what nobody judged in it, by where the middle lies, and say nothing of the rest', async () => {
    const three: readonly (readonly [number, number])[] = [
      [1, 2],
      [4, 5],
      [7, 8],
    ];
    await suggest('tal-2', says(three));
    await suggest(
      'tal-2',
      says([
        [1.2, 2.2],
        [4.2, 5.2],
        [7.2, 8.2],
      ]),
      { range: stretch(3, 6) },
    );
    expect(starts('tal-2')).toEqual([1, 7, 4.2]);
    await suggest('tal-2', says([[1.2, 2.2]]), { range: stretch(9, 10) });
    expect(starts('tal-2')).toEqual([1, 7, 4.2]);
  });

  it('leave answers alone, and do not say that a sentence has none', async () => {
    await suggest('gvqa-2', says([[1, 2]], { answerIndex: 1, answerScore: 0.7 }));
    await suggest('gvqa-2', says([[4, 5]], { answerIndex: 0, answerScore: 0.9 }), { range: stretch(3, 6) });
    expect(responsesOfItem(project.db, 'gvqa-2').map(({ answerIndex }) => answerIndex)).toEqual([null, 1]);
    await suggest('dtg-2', says([[1, 2], null, [4, 5]]), { range: stretch(3, 6) });
    expect(responsesOfItem(project.db, 'dtg-2')[0]?.suggestions.map(({ slot }) => slot)).toEqual([2]);
  });

  it('are accepted together only there, without an answer, and taken back in one', async () => {
    await suggest(
      'tal-2',
      says([
        [1, 2],
        [4, 5],
        [7, 8],
      ]),
    );
    await suggest('gvqa-2', says([[1, 2]], { answerIndex: 0 }));
    await project.writer.execute('acceptAllAbove', {
      items: ['tal-2', 'gvqa-2'],
      threshold: 0,
      range: stretch(1.6, 7.4),
    });
    expect(item(project.db, 'tal-2')?.intervals.map(({ edges }) => edges?.start.seconds)).toEqual([4]);
    expect(item(project.db, 'gvqa-2')).toMatchObject({ answerIndex: null, intervals: [] });
    await project.writer.undo();
    expect(item(project.db, 'tal-2')?.intervals).toEqual([]);
  });
});

describe('what the policy before said', () => {
  const later = async (): Promise<void> => {
    await project.writer.job('addPolicy', {
      id: 'p2',
      name: 'p2',
      architecture: 'compact',
      architectureVersion: 1,
    });
  };

  it('is kept when another one answers, and stays when that one answers again', async () => {
    await later();
    await suggest(
      'tal-2',
      says([
        [1, 2],
        [4, 5],
      ]),
    );
    await suggest('tal-2', says([[1, 2]]));
    expect(earlierAnswers(project.db, 'v2')).toEqual([]);
    await suggest('tal-2', says([[6, 7]]), { policy: 'p2' });
    await suggest('tal-2', says([[7, 8]]), { policy: 'p2' });
    const [kept, ...others] = earlierAnswers(project.db, 'v2');
    expect(others).toEqual([]);
    expect(kept).toMatchObject({ itemId: 'tal-2', policy: 'p1', basis: null, answerIndex: null });
    expect(kept?.intervals).toEqual([
      { slot: 0, start: stretch(1, 2).start, end: stretch(1, 2).end, score: 0.8 },
    ]);
    await suggest('tal-2', says([[1, 2]]));
    expect(earlierAnswers(project.db, 'v2')[0]).toMatchObject({ policy: 'p2' });
  });

  it('goes with its item', async () => {
    await later();
    await suggest('tal-2', says([[1, 2]]));
    await suggest('tal-2', says([[6, 7]]), { policy: 'p2' });
    await project.writer.execute('deleteItem', { item: 'tal-2' });
    expect(earlierAnswers(project.db, 'v2')).toEqual([]);
  });
});
