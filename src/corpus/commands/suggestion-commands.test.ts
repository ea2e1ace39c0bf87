import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secondsInterval } from '../../time/interval.ts';
import { seconds } from '../../time/ticks.ts';
import type { Prediction } from '../../tasks/task.ts';
import type { Project } from '../project.ts';
import { item, type ItemRecord } from '../queries/items.ts';
import { responsesOfItem, suggestionsOfVideo, type SuggestionRecord } from '../queries/suggestions.ts';
import { openSample } from '../testing/open-sample.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample({ now: () => 5000 }));
});
afterEach(() => remove());

function prediction(
  spans: readonly (readonly [number, number] | null)[],
  over: Partial<Prediction> = {},
): Prediction {
  return {
    intervals: spans.map((span) => (span === null ? null : secondsInterval(span[0], span[1]))),
    scores: spans.map((_span, index) => 0.9 - index * 0.2),
    response: 'raw',
    ...over,
  };
}

async function suggest(id: string, given: Prediction): Promise<SuggestionRecord[]> {
  await project.writer.job('writeSuggestions', {
    policy: 'p1',
    responses: [{ item: id, prediction: given }],
  });
  return [...(responsesOfItem(project.db, id)[0]?.suggestions ?? [])];
}

function read(id: string): ItemRecord {
  const found = item(project.db, id);
  if (found === null) throw new Error(`There is no item ${id}.`);
  return found;
}

function spans(id: string): ([number, number] | null)[] {
  return read(id).intervals.map(({ edges }) =>
    edges === null ? null : [edges.start.seconds, edges.end.seconds],
  );
}

function suggestion(id: number): SuggestionRecord | undefined {
  return ['v1', 'v2']
    .flatMap((video) => suggestionsOfVideo(project.db, video))
    .find((each) => each.id === id);
}

describe('suggestions', () => {
  it('lie on frame boundaries inside the video, in their own lane', async () => {
    const given = await suggest(
      'tal-2',
      prediction([
        [1.011, 1.012],
        [9.999, 1e300],
        [-1e300, 0.01],
      ]),
    );
    expect(given.map((each) => [each.edges?.startSeconds, each.edges?.endSeconds, each.status])).toEqual([
      [1, 1.04, 'pending'],
      [9.96, 10, 'pending'],
      [0, 0.04, 'pending'],
    ]);
    expect(read('tal-2')).toMatchObject({ state: 'open', intervals: [] });
  });

  it('make room for newer ones unless somebody judged them', async () => {
    const first = await suggest(
      'tal-2',
      prediction([
        [1, 2],
        [3, 4],
      ]),
    );
    await project.writer.execute('rejectSuggestion', { suggestions: [first[1]?.id ?? 0] });
    await suggest('tal-2', prediction([[5, 6]]));
    expect(
      suggestionsOfVideo(project.db, 'v2').map((each) => [each.edges?.startSeconds, each.status]),
    ).toEqual([
      [5, 'pending'],
      [3, 'rejected'],
    ]);
  });

  it('of an unknown policy, of a wrong option or without scores are refused whole', async () => {
    const job = (policy: string, given: Prediction): Promise<unknown> =>
      project.writer.job('writeSuggestions', {
        policy,
        responses: [
          { item: 'tal-2', prediction: prediction([[1, 2]]) },
          { item: 'gvqa-2', prediction: given },
        ],
      });
    await expect(job('nobody', prediction([]))).rejects.toThrow(
      'There is no policy "nobody" in this project.',
    );
    await expect(job('p1', prediction([], { answerIndex: 3 }))).rejects.toThrow(/with option 4 of 3/);
    await expect(job('p1', prediction([[1, 2]], { scores: [] }))).rejects.toThrow(
      /gave 0 scores for 1 intervals/,
    );
    expect(suggestionsOfVideo(project.db, 'v2')).toEqual([]);
  });
});

describe('accepting', () => {
  it('adds to the truth, says whose edges they are and keeps the suggestion', async () => {
    const [first] = await suggest('tal', prediction([[7, 8]]));
    const { intervals } = await project.writer.execute('acceptSuggestion', { suggestion: first?.id ?? 0 });
    expect(spans('tal')).toEqual([
      [1, 2],
      [4, 5.04],
      [7, 8],
    ]);
    expect(read('tal').intervals[2]).toMatchObject({
      id: intervals[0],
      edges: {
        start: { provenance: { origin: 'accepted', policy: 'p1', annotator: 'local', movedTicks: 0 } },
      },
    });
    expect(suggestion(first?.id ?? 0)).toMatchObject({
      status: 'accepted',
      part: 'whole',
      decidedAt: 5000,
      decidedBy: 'local',
    });
    await expect(project.writer.execute('acceptSuggestion', { suggestion: first?.id ?? 0 })).rejects.toThrow(
      /was accepted already/,
    );
  });

  it('never overwrites: a question that has its interval keeps it until the person names it', async () => {
    const [first] = await suggest('tg', prediction([[7, 8]]));
    await expect(project.writer.execute('acceptSuggestion', { suggestion: first?.id ?? 0 })).rejects.toThrow(
      /has its interval already/,
    );
    expect(spans('tg')).toEqual([[1, 2.5]]);
    await project.writer.execute('acceptSuggestion', {
      suggestion: first?.id ?? 0,
      interval: read('tg').intervals[0]?.id,
    });
    expect(spans('tg')).toEqual([[7, 8]]);
    await project.writer.undo();
    expect(spans('tg')).toEqual([[1, 2.5]]);
    expect(suggestion(first?.id ?? 0)?.status).toBe('pending');
  });

  it('takes one edge, then the other', async () => {
    const [first] = await suggest('tg', prediction([[1.2, 3]]));
    const id = first?.id ?? 0;
    await project.writer.execute('acceptSuggestion', { suggestion: id, part: 'start' });
    expect(spans('tg')).toEqual([[1.2, 2.5]]);
    expect(suggestion(id)).toMatchObject({ status: 'accepted', part: 'start' });
    expect(read('tg').intervals[0]?.edges?.end.provenance.origin).toBe('imported');
    await project.writer.execute('acceptSuggestion', { suggestion: id, part: 'end' });
    expect(spans('tg')).toEqual([[1.2, 3]]);
    expect(suggestion(id)).toMatchObject({ status: 'accepted', part: 'whole' });
  });

  it('asks which interval an edge is for where there are several', async () => {
    const [first] = await suggest('tal', prediction([[1.2, 3]]));
    const params = { suggestion: first?.id ?? 0, part: 'end' } as const;
    await expect(project.writer.execute('acceptSuggestion', params)).rejects.toThrow(
      'Choose the interval of "jump" that the end is for.',
    );
    await project.writer.execute('acceptSuggestion', { ...params, interval: read('tal').intervals[0]?.id });
    expect(spans('tal')).toEqual([
      [1, 3],
      [4, 5.04],
    ]);
    await expect(
      project.writer.execute('acceptSuggestion', {
        suggestion: first?.id ?? 0,
        part: 'start',
        interval: read('tg').intervals[0]?.id,
      }),
    ).rejects.toThrow(/does not belong to "jump"/);
  });

  it('takes sentences of DTG into their own places, "none" too', async () => {
    const given = await suggest('dtg-2', prediction([null, [1, 2], null]));
    await project.writer.execute('acceptSuggestion', { suggestion: given[1]?.id ?? 0 });
    await project.writer.execute('acceptSuggestion', { suggestion: given[0]?.id ?? 0 });
    expect(read('dtg-2').intervals.map((each) => [each.slot, each.edges?.start.seconds ?? null])).toEqual([
      [0, null],
      [1, 1],
    ]);
  });

  it('takes an option or a saliency by itself', async () => {
    await suggest('gvqa-2', prediction([[1, 2]], { answerIndex: 2 }));
    const [response] = responsesOfItem(project.db, 'gvqa-2');
    await project.writer.execute('acceptAnswer', { response: response?.id ?? 0 });
    expect(read('gvqa-2')).toMatchObject({ answerIndex: 2, state: 'draft' });
    expect(responsesOfItem(project.db, 'gvqa-2')[0]?.answerStatus).toBe('accepted');
    const saliency = { clipLength: seconds(2), scores: [0, 1, 2, 3, 4] };
    await suggest('vhd-2', prediction([], { saliency }));
    await project.writer.execute('acceptAnswer', {
      response: responsesOfItem(project.db, 'vhd-2')[0]?.id ?? 0,
    });
    expect(read('vhd-2').saliency).toEqual(saliency);
    await suggest('tal-2', prediction([]));
    await expect(
      project.writer.execute('acceptAnswer', { response: responsesOfItem(project.db, 'tal-2')[0]?.id ?? 0 }),
    ).rejects.toThrow(/has no suggested answer/);
  });
});

describe('trimming', () => {
  it('keeps what was suggested, what became of it and how far each edge went', async () => {
    const [first] = await suggest('tal-2', prediction([[1, 2]]));
    await project.writer.execute('trimSuggestion', {
      suggestion: first?.id ?? 0,
      start: { seconds: 1 },
      end: { seconds: 2.2 },
    });
    expect(spans('tal-2')).toEqual([[1, 2.2]]);
    expect(suggestion(first?.id ?? 0)).toMatchObject({
      status: 'trimmed',
      edges: { startSeconds: 1, endSeconds: 2 },
    });
    const interval = read('tal-2').intervals[0];
    expect(interval?.edges?.start.provenance).toMatchObject({
      origin: 'accepted',
      movedTicks: 0,
      policy: 'p1',
    });
    expect(interval?.edges?.end.provenance).toMatchObject({
      origin: 'trimmed',
      movedTicks: 5 * 512,
      policy: 'p1',
    });
    await project.writer.execute('moveEdge', {
      interval: interval?.id ?? 0,
      edge: 'end',
      to: { seconds: 2 },
    });
    expect(read('tal-2').intervals[0]?.edges?.end.provenance).toMatchObject({
      origin: 'accepted',
      movedTicks: 0,
    });
  });

  it('without a change is accepting', async () => {
    const [first] = await suggest('tal-2', prediction([[1, 2]]));
    await project.writer.execute('trimSuggestion', {
      suggestion: first?.id ?? 0,
      start: { seconds: 1 },
      end: { seconds: 2 },
    });
    expect(suggestion(first?.id ?? 0)?.status).toBe('accepted');
  });
});

it('a rejected suggestion may be accepted after all', async () => {
  const [first] = await suggest('tal-2', prediction([[1, 2]]));
  const id = first?.id ?? 0;
  await project.writer.execute('rejectSuggestion', { suggestions: [id] });
  expect(suggestion(id)).toMatchObject({ status: 'rejected', decidedAt: 5000 });
  await expect(project.writer.execute('rejectSuggestion', { suggestions: [999] })).rejects.toMatchObject({
    code: 'not-found',
  });
  await project.writer.execute('acceptSuggestion', { suggestion: id });
  expect(spans('tal-2')).toEqual([[1, 2]]);
});

describe('accepting all above a score', () => {
  it('adds what takes nothing away, on every item at once', async () => {
    await suggest(
      'tal',
      prediction([
        [1.1, 2.1],
        [7, 8],
        [8.5, 9],
      ]),
    );
    await suggest(
      'tg-2',
      prediction(
        [
          [3, 4],
          [1, 2],
        ],
        { scores: [0.75, 0.95] },
      ),
    );
    await suggest('tg', prediction([[5, 6]]));
    await suggest('dtg-2', prediction([[1, 2], null, [3, 4]]));
    await suggest('gvqa-2', prediction([[1, 2]], { answerIndex: 0 }));
    const result = await project.writer.execute('acceptAllAbove', {
      items: ['tal', 'tg-2', 'tg', 'dtg-2', 'gvqa-2', 'vhd-2'],
      threshold: 0.7,
      curate: true,
    });
    expect(result.sentence).toBe('Accepted 6 suggestions of score 0.7 and above on 4 items');
    expect(spans('tal')).toEqual([
      [1, 2],
      [4, 5.04],
      [7, 8],
    ]);
    expect([spans('tg-2'), read('tg-2').state]).toEqual([[[1, 2]], 'curated']);
    expect(spans('tg')).toEqual([[1, 2.5]]);
    expect([spans('dtg-2'), read('dtg-2').state]).toEqual([[[1, 2], null], 'draft']);
    expect(read('gvqa-2')).toMatchObject({ answerIndex: 0, state: 'curated' });
    await project.writer.undo();
    expect([read('tg-2').state, spans('dtg-2'), spans('tal').length]).toEqual(['open', [], 2]);
  });

  it('never takes what only points at events, however low the threshold', async () => {
    const events = { basis: 'events' } as const;
    await suggest('tal-2', prediction([[1, 2]], events));
    await suggest('gvqa-2', prediction([[1, 2]], { answerIndex: 0, ...events }));
    expect(responsesOfItem(project.db, 'tal-2')[0]?.basis).toBe('events');
    // A sentence for which there is no event is not said to have none.
    const sentences = await suggest('dtg-2', prediction([[1, 2], null, [3, 4]], events));
    expect(sentences.map(({ slot }) => slot)).toEqual([0, 2]);
    await expect(
      project.writer.execute('acceptAllAbove', { items: ['tal-2', 'gvqa-2'], threshold: 0, curate: true }),
    ).rejects.toMatchObject({ code: 'refused' });
    expect([spans('tal-2'), read('gvqa-2').answerIndex]).toEqual([[], null]);
    const [kept] = await suggest('tal-2', prediction([[1, 2]]));
    expect(responsesOfItem(project.db, 'tal-2')[0]?.basis).toBeNull();
    await project.writer.execute('acceptAllAbove', { items: ['tal-2'], threshold: 0 });
    expect([spans('tal-2'), suggestion(kept?.id ?? -1)?.status]).toEqual([[[1, 2]], 'accepted']);
  });

  it('takes an answer by how sure the policy is of it, not of its evidence', async () => {
    const unsure = { answerIndex: 0, answerScore: 0.6 };
    await suggest('gvqa-2', prediction([[1, 2]], unsure));
    expect(responsesOfItem(project.db, 'gvqa-2')[0]?.answerScore).toBe(0.6);
    await project.writer.execute('acceptAllAbove', { items: ['gvqa-2'], threshold: 0.7 });
    expect([spans('gvqa-2'), read('gvqa-2').answerIndex]).toEqual([[[1, 2]], null]);
    await project.writer.execute('acceptAllAbove', { items: ['gvqa-2'], threshold: 0.5 });
    expect(read('gvqa-2').answerIndex).toBe(0);
  });

  it('says so when there is nothing to accept', async () => {
    await suggest('tal-2', prediction([[1, 2]]));
    await expect(
      project.writer.execute('acceptAllAbove', { items: ['tal-2'], threshold: 0.95 }),
    ).rejects.toThrow('No suggestion that could be added has a score of 0.95 or more.');
  });
});
