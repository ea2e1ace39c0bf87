import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Project } from '../project.ts';
import { earlierAnswers } from '../queries/earlier-answers.ts';
import { item } from '../queries/items.ts';
import { responsesOfItem, type ResponseRecord } from '../queries/suggestions.ts';
import { openSample } from '../testing/open-sample.ts';
import { probe } from '../testing/sample.ts';
import type { GivenAlternative } from './alternatives.ts';
import type { GivenPrediction } from './suggestions.ts';

let project: Project;
let remove: () => Promise<void>;
let clock = 0;
beforeEach(async () => {
  ({ project, remove } = await openSample({ now: () => (clock += 1000) }));
});
afterEach(() => remove());

const other = (start: number, end: number, score: number, slot = 0): GivenAlternative => ({
  slot,
  interval: { start, end },
  score,
});

async function suggest(
  id: string,
  intervals: readonly (readonly [number, number] | null)[],
  alternatives: readonly GivenAlternative[],
  more: { policy?: string; range?: { start: number; end: number } } = {},
): Promise<void> {
  const prediction: GivenPrediction = {
    intervals: intervals.map((span) => (span === null ? null : { start: span[0], end: span[1] })),
    scores: intervals.map(() => 0.8),
    alternatives,
    response: '',
  };
  await project.writer.job('writeSuggestions', {
    policy: more.policy ?? 'p1',
    responses: [{ item: id, prediction }],
    ...(more.range !== undefined && { range: more.range }),
  });
}

function newest(id: string): ResponseRecord {
  const [first] = responsesOfItem(project.db, id);
  if (first === undefined) throw new Error(`Nobody answered ${id}.`);
  return first;
}

async function another(id: string, slot = 0, suggestion: number | null = null): Promise<string | null> {
  const offered = await project.writer.job('offerAlternative', { item: id, slot, suggestion });
  const found = newest(id).suggestions.find((each) => each.id === offered.suggestion);
  if (found === undefined) return null;
  expect(found).toMatchObject({ status: 'pending', asked: true });
  return `${found.slot}: ${found.edges?.startSeconds ?? '-'} to ${found.edges?.endSeconds ?? '-'}`;
}

describe('what a policy thought of and did not answer with', () => {
  it('is offered one by one when it is asked for, the likeliest first, and taken like any other', async () => {
    await suggest('tal-2', [[1, 2]], [other(5, 6, 0.1), other(3, 4, 0.3)]);
    expect(newest('tal-2').suggestions).toHaveLength(1);
    expect(newest('tal-2').spare).toEqual([0, 0]);
    expect(await another('tal-2')).toBe('1: 3 to 4');
    expect(newest('tal-2').spare).toEqual([0]);
    const id = newest('tal-2').suggestions.find(({ asked }) => asked)?.id ?? 0;
    await project.writer.execute('acceptSuggestion', { suggestion: id });
    expect(item(project.db, 'tal-2')?.intervals.map(({ edges }) => edges?.start)).toMatchObject([
      { seconds: 3, provenance: { origin: 'accepted', policy: 'p1' } },
    ]);
    expect(await another('tal-2')).toBe('2: 5 to 6');
    expect(await another('tal-2')).toBeNull();
    expect(newest('tal-2').spare).toEqual([]);
  });

  it('is for its sentence, which may then choose between two', async () => {
    await suggest(
      'dtg-2',
      [[1, 2], null, [7, 8]],
      [other(3, 4, 0.2, 0), other(4, 5, 0.4, 1), other(5, 6, 0.1, 1)],
    );
    expect(newest('dtg-2').spare).toEqual([0, 1, 1]);
    expect(await another('dtg-2', 1)).toBe('1: 4 to 5');
    expect(await another('dtg-2', 2)).toBeNull();
    expect(await another('dtg-2', 0)).toBe('0: 3 to 4');
    expect(newest('dtg-2').suggestions.map(({ slot }) => slot)).toEqual([0, 0, 1, 1, 2]);
  });

  it('is taken by "accept all" only where it is the surer one of its sentence', async () => {
    const accepted = async (score: number): Promise<unknown> => {
      await suggest(
        'dtg-2',
        [
          [1, 2],
          [3, 4],
          [7, 8],
        ],
        [other(5, 6, score, 1)],
      );
      await another('dtg-2', 1);
      await project.writer.execute('acceptAllAbove', { items: ['dtg-2'], threshold: 0.1 });
      const starts = item(project.db, 'dtg-2')?.intervals.map(({ edges }) => edges?.start.seconds);
      await project.writer.undo();
      return starts;
    };
    expect(await accepted(0.4)).toEqual([1, 3, 7]);
    expect(await accepted(0.9)).toEqual([1, 5, 7]);
  });

  it('is passed over where it is there already: drawn, or suggested and turned down', async () => {
    await suggest('tal-2', [[1, 2]], [other(1, 2.2, 0.5), other(5, 6, 0.4), other(8, 9, 0.3)]);
    await project.writer.execute('createInterval', {
      item: 'tal-2',
      start: { seconds: 5.04 },
      end: { seconds: 6 },
    });
    await project.writer.execute('rejectSuggestion', {
      suggestions: newest('tal-2').suggestions.map(({ id }) => id),
    });
    expect(await another('tal-2')).toBe('1: 8 to 9');
  });

  it('is also a pending suggestion that was too unlikely to be shown', async () => {
    await suggest(
      'tal-2',
      [
        [1, 2],
        [3, 4],
      ],
      [],
    );
    const [, unlikely] = newest('tal-2').suggestions;
    expect(await another('tal-2', 0, unlikely?.id ?? 0)).toBe('1: 3 to 4');
    await project.writer.execute('rejectSuggestion', { suggestions: [unlikely?.id ?? 0] });
    await expect(another('tal-2', 0, unlikely?.id ?? 0)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('goes when the policy answers again, and is that of a stretch where that was asked about', async () => {
    await suggest('tal-2', [[1, 2]], [other(3, 4, 0.3)]);
    await suggest('tal-2', [[1, 2]], [other(5, 6, 0.2)]);
    expect(responsesOfItem(project.db, 'tal-2').map(({ spare }) => spare)).toEqual([[0]]);
    const range = { start: 0, end: 4 * 12_800 };
    await suggest(
      'tal-2',
      [
        [1, 2],
        [7, 8],
      ],
      [other(3, 3.5, 0.2), other(5, 6, 0.1)],
      { range },
    );
    expect(await another('tal-2')).toBe('1: 3 to 3.48');
    expect(await another('tal-2')).toBeNull();
  });

  it('is not what another policy is compared with', async () => {
    await suggest('tal-2', [[1, 2]], [other(3, 4, 0.3)]);
    await another('tal-2');
    await project.writer.job('addPolicy', {
      id: 'p2',
      name: 'p2',
      architecture: 'compact',
      architectureVersion: 1,
    });
    await suggest('tal-2', [[1, 2]], [], { policy: 'p2' });
    expect(earlierAnswers(project.db, 'v2').map(({ intervals }) => intervals.length)).toEqual([1]);
  });

  it('lies on the same frames when its video is found in another file', async () => {
    await suggest('tal-2', [[1, 2]], [other(3, 4, 0.3)]);
    await project.writer.job('relinkVideo', {
      video: 'v2',
      probe: { ...probe('v2', 250, 512), path: '/else/v2.mp4' },
    });
    expect(await another('tal-2')).toBe('1: 3.04 to 4.04');
  });

  it('goes when sentences change places, whose numbers it goes by', async () => {
    await suggest(
      'dtg-2',
      [
        [1, 2],
        [3, 4],
        [7, 8],
      ],
      [other(5, 6, 0.2, 0)],
    );
    const prompt = item(project.db, 'dtg-2')?.prompt;
    if (prompt?.task !== 'DTG') throw new Error('No sentences.');
    await project.writer.execute('arrangeSentences', {
      item: 'dtg-2',
      sentences: [1, 0, 2].map((was) => ({ text: prompt.sentences[was] ?? '', from: was })),
    });
    expect(newest('dtg-2').spare).toEqual([]);
    await project.writer.undo();
    expect(await another('dtg-2', 0)).toBeNull();
  });
});

describe('an undo over suggestions that made room since', () => {
  const arrange = async (id: string, from: readonly number[]): Promise<void> => {
    const prompt = item(project.db, id)?.prompt;
    if (prompt?.task !== 'DTG') throw new Error('No sentences.');
    await project.writer.execute('arrangeSentences', {
      item: id,
      sentences: from.map((was) => ({ text: prompt.sentences[was] ?? '', from: was })),
    });
  };
  const texts = (): readonly string[] => {
    const prompt = item(project.db, 'dtg-2')?.prompt;
    return prompt?.task === 'DTG' ? prompt.sentences : [];
  };

  it('takes back the order of sentences, and what was said of the other order goes', async () => {
    const before = texts();
    await suggest(
      'dtg-2',
      [
        [1, 2],
        [3, 4],
        [7, 8],
      ],
      [],
    );
    await arrange('dtg-2', [2, 0]);
    await suggest(
      'dtg-2',
      [
        [5, 6],
        [7, 8],
      ],
      [],
    );
    await project.writer.undo();
    expect(texts()).toEqual(before);
    expect(responsesOfItem(project.db, 'dtg-2')).toEqual([]);
    await project.writer.redo();
    expect(texts()).toEqual([before[2], before[0]]);
    await project.writer.undo();
    expect(texts()).toEqual(before);
  });

  it('takes back the order of options as well', async () => {
    await project.writer.job('writeSuggestions', {
      policy: 'p1',
      responses: [
        { item: 'gvqa-2', prediction: { intervals: [], scores: [], answerIndex: 2, response: '' } },
      ],
    });
    await project.writer.execute('arrangeOptions', {
      item: 'gvqa-2',
      options: [2, 1, 0].map((from) => ({ text: ['run', 'jump', 'rest'][from] ?? '', from })),
    });
    expect(newest('gvqa-2').answerIndex).toBe(0);
    await project.writer.job('writeSuggestions', {
      policy: 'p1',
      responses: [
        { item: 'gvqa-2', prediction: { intervals: [], scores: [], answerIndex: 1, response: '' } },
      ],
    });
    await project.writer.undo();
    expect(item(project.db, 'gvqa-2')?.prompt).toMatchObject({ options: ['run', 'jump', 'rest'] });
    expect(responsesOfItem(project.db, 'gvqa-2')).toEqual([]);
  });

  it('repeats an acceptance whose suggestion is gone: the interval is what counts', async () => {
    await arrange('dtg-2', [2, 0]);
    await suggest(
      'dtg-2',
      [
        [5, 6],
        [7, 8],
      ],
      [],
    );
    await project.writer.execute('acceptSuggestion', { suggestion: newest('dtg-2').suggestions[0]?.id ?? 0 });
    await project.writer.undo();
    await project.writer.undo();
    await project.writer.redo();
    await project.writer.redo();
    expect(
      item(project.db, 'dtg-2')?.intervals.map(({ slot, edges }) => [slot, edges?.start.seconds]),
    ).toEqual([[0, 5]]);
  });
});
