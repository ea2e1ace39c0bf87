import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { build, type DerivedDraft } from './build.ts';
import { propose, DERIVED_TASKS } from './propose.ts';
import { recipe as recipeSchema, recipeKey, type Recipe } from './recipe.ts';
import { makeScene, type Scene, type Source } from './scene.ts';
import { judge } from './testing/judge.ts';

/** Ten ticks a second: the margin is two ticks. */
const base = { timebase: { num: 1, den: 10 }, endTick: 200 };

let nextId = 1;
const instance = fc
  .tuple(fc.nat(190), fc.integer({ min: 1, max: 25 }))
  .map(([start, length]) => ({ id: nextId++, start, end: Math.min(200, start + length) }));
const scenes: fc.Arbitrary<Scene> = fc
  .array(fc.array(instance, { maxLength: 4 }), { minLength: 1, maxLength: 5 })
  .map((all) => ({
    ...base,
    sources: all.map((instances, at): Source => ({
      item: `t${at}`,
      phrase: `event ${at} happens`,
      instances,
    })),
  }));

const settings = { tasks: DERIVED_TASKS, seed: 1, clipLength: 2 };

function scene(...lists: readonly (readonly [number, number])[][]): Scene {
  let id = 1;
  return makeScene({
    ...base,
    sources: lists.map((spans, at) => ({
      item: `t${at}`,
      phrase: `event ${at}`,
      instances: spans.map(([start, end]) => ({ id: id++, start, end })),
    })),
  });
}

function made(recipe: Recipe, of: Scene): DerivedDraft {
  const built = build(recipe, of);
  if (!built.ok) throw new Error(built.why);
  return built.draft;
}

describe('derived items', () => {
  it('are right by a judge that walks through the video tick by tick and knows no rule of the builder', () => {
    let judged = 0;
    fc.assert(
      fc.property(scenes, fc.nat(1000), (drawn, seed) => {
        for (const draft of propose(drawn, { ...settings, seed })) {
          expect(judge(draft, drawn), JSON.stringify({ draft, drawn })).toBeNull();
          judged++;
        }
      }),
      { numRuns: 800 },
    );
    expect(judged).toBeGreaterThan(3000);
  });

  it('come of every rule', () => {
    const rules = new Set<string>();
    fc.assert(
      fc.property(scenes, (drawn) => {
        for (const { recipe } of propose(drawn, settings)) rules.add(recipe.rule);
      }),
      { numRuns: 300, seed: 7 },
    );
    expect([...rules].toSorted()).toEqual([
      'after',
      'before',
      'count',
      'highlights',
      'sequence',
      'time',
      'together',
      'which-first',
      'which-next',
    ]);
  });

  it('are the same for the same seed, whatever order the sources come in, and are made again by their recipe', () => {
    fc.assert(
      fc.property(scenes, fc.nat(1000), (drawn, seed) => {
        const drafts = propose(drawn, { ...settings, seed });
        expect(propose({ ...drawn, sources: drawn.sources.toReversed() }, { ...settings, seed })).toEqual(
          drafts,
        );
        for (const draft of drafts) {
          const kept = recipeSchema.parse(JSON.parse(JSON.stringify(draft.recipe)));
          expect(build(kept, makeScene(drawn))).toEqual({ ok: true, draft });
        }
      }),
      { numRuns: 200 },
    );
  });

  it('never ask the same twice, and not what is there already', () => {
    fc.assert(
      fc.property(scenes, (drawn) => {
        const drafts = propose(drawn, settings);
        const asked = drafts.map(({ prompt }) => JSON.stringify(prompt));
        expect(new Set(asked).size).toBe(asked.length);
        const known = new Set(drafts.map(({ recipe }) => recipeKey(recipe)));
        const again = propose(drawn, settings, known).map(({ recipe }) => recipeKey(recipe));
        expect(again.filter((key) => known.has(key))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('are limited to the tasks that were asked for', () => {
    const drawn = scene(
      [[10, 20]],
      [
        [40, 50],
        [80, 90],
      ],
    );
    const tasks = propose(drawn, { ...settings, tasks: ['GVQA'] }).map(({ prompt }) => prompt.task);
    expect(new Set(tasks)).toEqual(new Set(['GVQA']));
  });
});

describe('what is not certain is not derived', () => {
  it('has no first where two start together, overlap, or follow at once', () => {
    for (const second of [
      [10, 30],
      [15, 30],
      [20, 30],
      [21, 30],
    ] as const) {
      const drawn = scene([[10, 20], [...second]]);
      for (const which of ['first', 'last', 'longest'] as const)
        expect(build({ rule: 'time', item: 't0', which }, drawn)).toEqual({ ok: false, why: 'ambiguous' });
      expect(build({ rule: 'count', item: 't0', options: 4, below: 1 }, drawn).ok).toBe(false);
    }
    expect(
      made(
        { rule: 'time', item: 't0', which: 'first' },
        scene([
          [10, 20],
          [22, 30],
        ]),
      ).intervals,
    ).toEqual([{ start: 10, end: 20 }]);
  });

  it('has no longest of two that are equally long', () => {
    const item = 't0';
    expect(
      build(
        { rule: 'time', item, which: 'longest' },
        scene([
          [10, 20],
          [30, 41],
        ]),
      ).ok,
    ).toBe(false);
    expect(
      build(
        { rule: 'time', item, which: 'longest' },
        scene([
          [10, 20],
          [30, 42],
        ]),
      ).ok,
    ).toBe(true);
  });

  it('does not ask what comes next while it is still going on', () => {
    const recipe: Recipe = { rule: 'after', item: 't0', other: 't1', reference: 'only' };
    expect(
      build(
        recipe,
        scene(
          [
            [15, 30],
            [50, 60],
          ],
          [[10, 20]],
        ),
      ).ok,
    ).toBe(false);
    expect(
      made(
        recipe,
        scene(
          [
            [20, 30],
            [50, 60],
          ],
          [[10, 20]],
        ),
      ).intervals,
    ).toEqual([{ start: 20, end: 30 }]);
    expect(
      build(
        { rule: 'which-next', items: ['t0', 't2'], other: 't1', reference: 'only' },
        scene([[15, 30]], [[10, 20]], [[40, 50]]),
      ).ok,
    ).toBe(false);
  });

  it('has no order of events that start together, and no question whose options never happen', () => {
    const together = scene([[10, 20]], [[11, 30]]);
    expect(build({ rule: 'sequence', items: ['t0', 't1'], from: 0, count: 2 }, together).ok).toBe(false);
    expect(build({ rule: 'which-first', items: ['t0', 't1'] }, together).ok).toBe(false);
    expect(build({ rule: 'which-first', items: ['t0', 't1'] }, scene([], [])).ok).toBe(false);
  });

  it('takes what is known never to happen as a wrong option', () => {
    const drawn = scene([[10, 20]], []);
    expect(made({ rule: 'which-first', items: ['t1', 't0'] }, drawn)).toMatchObject({
      answerIndex: 1,
      intervals: [{ start: 10, end: 20 }],
    });
  });

  it('leaves out labels that share their words', () => {
    const drawn = makeScene({
      ...base,
      sources: ['It jumps.', 'it  jumps', 'It runs'].map((phrase, at) => ({
        item: `t${at}`,
        phrase,
        instances: [{ id: at, start: 10, end: 20 }],
      })),
    });
    expect(drawn.sources.map(({ phrase }) => phrase)).toEqual(['It runs']);
  });

  it('says that a source is gone', () => {
    expect(build({ rule: 'time', item: 'lost', which: 'only' }, scene([[10, 20]]))).toEqual({
      ok: false,
      why: 'source-gone',
    });
  });
});

describe('the words of derived items', () => {
  const drawn = makeScene({
    ...base,
    sources: [
      {
        item: 'a',
        phrase: 'the robot leaps up',
        instances: [
          { id: 1, start: 10, end: 20 },
          { id: 2, start: 60, end: 75 },
        ],
      },
      { item: 'b', phrase: 'ball_lost', instances: [{ id: 3, start: 30, end: 40 }] },
      { item: 'c', phrase: 'Running.', instances: [] },
    ],
  });
  it.each<[Recipe, string | string[]]>([
    [{ rule: 'time', item: 'b', which: 'only' }, 'Ball lost.'],
    [{ rule: 'time', item: 'a', which: 'first' }, 'The robot leaps up, for the first time.'],
    [{ rule: 'time', item: 'a', which: 'longest' }, 'The robot leaps up, the longest stretch.'],
    [
      { rule: 'after', item: 'a', other: 'b', reference: 'only' },
      'The robot leaps up, the next time after “ball lost”.',
    ],
    [
      { rule: 'before', item: 'b', other: 'a', reference: 'last' },
      'Ball lost, the last time before the last “the robot leaps up”.',
    ],
    [
      { rule: 'sequence', items: ['a', 'b'], from: 0, count: 3 },
      ['The robot leaps up, for the first time.', 'Ball lost.', 'The robot leaps up, for the second time.'],
    ],
    [
      { rule: 'count', item: 'a', options: 4, below: 3 },
      'How many times does this happen: the robot leaps up?',
    ],
    [
      { rule: 'which-next', items: ['b', 'c'], other: 'a', reference: 'first' },
      'Which of these happens next after the first “the robot leaps up”?',
    ],
  ])('%j', (recipe, expected) => {
    const { prompt } = made(recipe, drawn);
    expect(
      'query' in prompt ? prompt.query : 'question' in prompt ? prompt.question : prompt.sentences,
    ).toEqual(expected);
  });

  it('numbers the options around the right one', () => {
    expect(made({ rule: 'count', item: 'a', options: 4, below: 3 }, drawn)).toMatchObject({
      prompt: { options: ['0', '1', '2', '3'] },
      answerIndex: 2,
    });
  });
});
