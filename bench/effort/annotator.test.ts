import { describe, expect, it } from 'vitest';
import type { EvaluationItem } from '../../src/metrics/evaluation.ts';
import type { Prediction, Prompt, Truth } from '../../src/tasks/task.ts';
import { secondsInterval, type Interval } from '../../src/time/interval.ts';
import { unaided, withSuggestions, type Work } from './annotator.ts';
import { allowance, drawing, isRight, trimming, waysToDraw, type Scene } from './drawing.ts';
import { effortRows } from './effort.ts';
import { costOf, key, type Step } from './klm.ts';
import { MARGIN } from './mending.ts';
import { afterSweep } from './sweep.ts';

const at = (start: number, end: number): Interval => secondsInterval(start, end);
const scene: Scene = { duration: 60, frame: 1 / 30, criterion: 'edges', goal: 'seconds' };
const says = (
  intervals: readonly (Interval | null)[],
  scores = intervals.map((_, i) => 0.9 - i / 10),
  answerIndex?: number,
): Prediction => ({ intervals, scores, response: '', ...(answerIndex === undefined ? {} : { answerIndex }) });
const work = (prompt: Prompt, truth: Truth): Work => ({ prompt, truth, scene });
const ground = (truth: Interval): Work => work({ task: 'TG', query: '' }, { task: 'TG', intervals: [truth] });
const find = (...intervals: Interval[]): Work =>
  work({ task: 'TAL', label: '', description: '' }, { task: 'TAL', intervals });
const keyNames = (steps: readonly Step[]) =>
  steps.flatMap((step) => (step.kind === 'key' ? [step.action] : []));

describe('a grounding', () => {
  it('with a perfect suggestion is one accept, which curates and goes on', () => {
    const { steps, ...fate } = withSuggestions(ground(at(10, 12)), says([at(10, 12)]), 'glance');
    expect(keyNames(steps)).toEqual(['accept']);
    expect(costOf(steps).actions).toBe(1);
    expect(fate).toEqual({ accepted: 1, trimmed: 0, redrawn: 0, missed: 0, extra: 0 });
  });

  it('is played on arrival before it is called right, where that is asked for, without a key', () => {
    const { steps } = withSuggestions(ground(at(10, 12)), says([at(10, 12)]), 'play');
    expect(keyNames(steps)).toEqual(['accept']);
    const glanced = withSuggestions(ground(at(10, 12)), says([at(10, 12)]), 'glance');
    // Two seconds of watching, what comes before and after, and a reaction.
    expect(costOf(steps).seconds - costOf(glanced.steps).seconds).toBeCloseTo(2 + 2 * MARGIN + 0.24);
  });

  it('with a wrong suggestion is everything that is done without one', () => {
    const one = ground(at(10, 12));
    const { steps, redrawn } = withSuggestions(one, says([at(40, 42)]), 'glance');
    expect(redrawn).toBe(1);
    expect(costOf(steps).actions).toBe(costOf(unaided(one)).actions);
  });

  it('without a suggestion is what it is unaided', () => {
    const one = ground(at(10, 12));
    expect(withSuggestions(one, undefined, 'play').steps).toEqual(unaided(one));
    expect(withSuggestions(one, says([]), 'play').missed).toBe(1);
  });

  it('a little off is nudged and accepted', () => {
    const { steps, trimmed } = withSuggestions(ground(at(10, 22)), says([at(10, 22.26)]), 'glance');
    expect(trimmed).toBe(1);
    // 0.26 s late with 0.2 s allowed: two frames of 1/30 s, which is quicker than to wait for the end.
    expect(keyNames(steps)).toEqual(['other-edge', 'nudge-back', 'nudge-back', 'accept']);
  });

  it('with both edges off has them set while it plays: two keys', () => {
    const spare = { ...ground(at(10, 12)), scene: { ...scene, goal: 'actions' as const } };
    const { steps, trimmed } = withSuggestions(spare, says([at(10.4, 11.6)]), 'play');
    expect(trimmed).toBe(1);
    expect(keyNames(steps)).toEqual(['start-here', 'trim']);
  });

  it('with one edge farther off than what is played has it nudged or dragged', () => {
    const { steps, trimmed } = withSuggestions(ground(at(10, 14)), says([at(11, 14)]), 'glance');
    expect(trimmed).toBe(1);
    expect(keyNames(steps)).not.toContain('trim');
    expect(keyNames(steps)).not.toContain('start-here');
  });

  it('with the second candidate right takes that one', () => {
    const { steps, accepted } = withSuggestions(ground(at(10, 12)), says([at(40, 42), at(10, 12)]), 'glance');
    expect(accepted).toBe(1);
    expect(keyNames(steps)).toEqual(['next-suggestion', 'accept']);
  });

  it('does not see what the application does not offer: it asks for that', () => {
    const hidden = says([at(40, 42), at(44, 46), at(48, 50), at(30, 31), at(10, 12)]);
    const { steps, redrawn } = withSuggestions(ground(at(10, 12)), hidden, 'glance');
    expect(redrawn).toBe(1);
    expect(keyNames(steps)).toEqual(['another-suggestion', 'another-suggestion', 'accept']);
  });
});

describe('the next best', () => {
  const other = (start: number, end: number, score: number, slot = 0) => ({
    slot,
    interval: at(start, end),
    score,
  });

  it('takes the place of what is said wrongly of a sentence, or not at all', () => {
    const told = work(
      { task: 'DTG', sentences: ['a', 'b'] },
      { task: 'DTG', intervals: [at(10, 12), at(20, 22)] },
    );
    const alternatives = [other(30, 32, 0.1), other(10, 12, 0.3), other(20, 22, 0.05, 1)];
    const { steps, ...fate } = withSuggestions(told, { ...says([at(40, 42), null]), alternatives }, 'glance');
    expect(keyNames(steps)).toEqual(['another-suggestion', 'accept', 'another-suggestion', 'accept']);
    expect(fate).toEqual({ accepted: 0, trimmed: 0, redrawn: 2, missed: 0, extra: 0 });
  });

  it('completes a list as long as asking spares effort, and passes over what was there', () => {
    const three = find(at(10, 12), at(20, 22), at(30, 32));
    const alternatives = [other(10, 12.4, 0.4), other(20, 22, 0.3), other(50, 51, 0.2), other(30, 32, 0.1)];
    const { steps, missed } = withSuggestions(three, { ...says([at(10, 12)]), alternatives }, 'glance');
    expect(missed).toBe(2);
    expect(keyNames(steps)).toEqual([
      'accept',
      'another-suggestion',
      'another-suggestion',
      'another-suggestion',
      'accept',
      'accept',
      'curate',
    ]);
    const far = Array.from({ length: 30 }, (_, place) => other(32 + place / 2, 32.3 + place / 2, 0.5));
    const drawn = withSuggestions(
      find(at(10, 12), at(30, 32)),
      { ...says([at(10, 12)]), alternatives: [...far, other(30, 32, 0.1)] },
      'glance',
    );
    expect(keyNames(drawn.steps)).not.toContain('another-suggestion');
  });
});

describe('instances', () => {
  const two = find(at(10, 12), at(20, 22));

  it('that are all right are one key when nothing has to be played, else one each, the last one curating', () => {
    const right = says([at(10, 12), at(20, 22)]);
    expect(keyNames(withSuggestions(two, right, 'glance').steps)).toEqual(['accept-rest']);
    expect(keyNames(withSuggestions(two, right, 'play').steps)).toEqual(['accept', 'accept-rest']);
  });

  it('leave what is unlikely and wrong without a word, and reject what is likely and wrong', () => {
    const extra = (score: number) => says([at(10, 12), at(20, 22), at(50, 52)], [0.9, 0.8, score]);
    expect(keyNames(withSuggestions(two, extra(0.3), 'glance').steps)).toEqual(['accept-rest']);
    expect(keyNames(withSuggestions(two, extra(0.7), 'glance').steps)).toEqual([
      'accept',
      'accept',
      'reject',
      'curate',
    ]);
  });

  it('are not accepted unseen where a threshold would leave a right one out', () => {
    const unsure = says([at(10, 12), at(20, 22)], [0.9, 0.4]);
    expect(keyNames(withSuggestions(two, unsure, 'glance').steps)).toEqual(['accept', 'accept', 'curate']);
  });

  it('are drawn where one is missing, which takes a key to curate', () => {
    const { steps, ...fate } = withSuggestions(two, says([at(10, 12), at(50, 52)]), 'glance');
    expect(fate).toEqual({ accepted: 1, trimmed: 0, redrawn: 0, missed: 1, extra: 1 });
    expect(costOf(steps).actions).toBe(1 + 1 + costOf(drawing(at(20, 22), scene)).actions + 1);
  });

  it('of which there are none are one curate', () => {
    expect(keyNames(unaided(find()))).toEqual(['curate']);
    expect(keyNames(withSuggestions(find(), says([]), 'play').steps)).toEqual(['curate']);
  });
});

describe('sentences', () => {
  it('come one after another, "none" too, and the last one curates', () => {
    const both = work({ task: 'DTG', sentences: ['', ''] }, { task: 'DTG', intervals: [at(1, 3), null] });
    const right = withSuggestions(both, says([at(1, 3), null], [0.9, 0.4]), 'glance');
    expect(keyNames(right.steps)).toEqual(['accept', 'accept']);
    expect(right.accepted).toBe(2);
    expect(withSuggestions(both, says([null, at(1, 3)]), 'glance').redrawn).toBe(2);
  });
});

describe('after everything sure was accepted at once', () => {
  it('what is right needs nothing but to be called curated', () => {
    const { steps, accepted } = afterSweep(ground(at(10, 12)), says([at(10, 12)]), 'glance', 0.5);
    expect(accepted).toBe(1);
    expect(keyNames(steps)).toEqual(['curate']);
  });

  it('what is wrong is deleted, what is missing drawn, what was not sure judged', () => {
    const some = says([at(10, 12), at(50, 52), at(30, 32)], [0.9, 0.8, 0.3]);
    const { steps, ...fate } = afterSweep(find(at(10, 12), at(20, 22), at(30, 32)), some, 'glance', 0.5);
    expect(fate).toEqual({ accepted: 2, trimmed: 0, redrawn: 0, missed: 1, extra: 1 });
    expect(
      keyNames(steps).filter((name) => ['accept', 'next-interval', 'delete', 'curate'].includes(name)),
    ).toEqual(['accept', 'next-interval', 'delete', 'curate']);
  });

  it('what was not sure enough is as if nothing had been accepted', () => {
    const unsure = says([at(10, 12)], [0.4]);
    expect(afterSweep(ground(at(10, 12)), unsure, 'play', 0.5)).toEqual(
      withSuggestions(ground(at(10, 12)), unsure, 'play'),
    );
  });

  it('a wrong grounding is deleted and drawn, and is not called missing', () => {
    const { redrawn, steps } = afterSweep(ground(at(10, 12)), says([at(40, 42)]), 'glance', 0.5);
    expect(redrawn).toBe(1);
    expect(keyNames(steps).slice(0, 2)).toEqual(['next-interval', 'delete']);
  });
});

describe('a question', () => {
  const asked = work(
    { task: 'GVQA', question: '', options: ['a', 'b'] },
    { task: 'GVQA', intervals: [at(10, 12)], answerIndex: 1 },
  );

  it('is answered with the key that accepts, or by a click', () => {
    const right = withSuggestions(asked, says([at(10, 12)], [0.9], 1), 'play');
    expect(keyNames(right.steps)).toEqual(['accept', 'accept-rest']);
    const wrong = withSuggestions(asked, says([at(10, 12)], [0.9], 0), 'glance');
    expect(keyNames(wrong.steps)).toEqual(['reject', 'accept', 'curate']);
    expect(wrong.steps.filter(({ kind }) => kind === 'click')).toEqual([{ kind: 'click', on: 'option' }]);
  });

  it('is one key where answer and evidence are right and sure', () => {
    expect(keyNames(withSuggestions(asked, says([at(10, 12)], [0.9], 1), 'glance').steps)).toEqual([
      'accept-rest',
    ]);
  });
});

describe('drawing', () => {
  it.each(['seconds', 'actions'] as const)('is done in the way that spares %s', (goal) => {
    const ways = waysToDraw(at(10, 12), scene).map((steps) => costOf(steps)[goal]);
    expect(costOf(drawing(at(10, 12), { ...scene, goal }))[goal]).toBe(Math.min(...ways));
  });

  it('zooms in first where a pixel is too coarse', () => {
    const long = waysToDraw(at(10, 12), { ...scene, duration: 7200 })[0] ?? [];
    expect(keyNames(long)).toContain('zoom-in');
    expect(keyNames(waysToDraw(at(10, 12), scene)[0] ?? [])).toEqual([]);
  });

  it('is exact to 0.2 s, or to what IoU 0.9 allows', () => {
    expect(allowance(at(10, 12), scene)).toBe(0.2);
    expect(allowance(at(10, 12), { ...scene, criterion: 'iou' })).toBeCloseTo(0.1);
    expect(isRight(at(10.2, 11.8), at(10, 12), scene)).toBe(true);
    expect(isRight(at(10.2, 11.8), at(10, 12), { ...scene, criterion: 'iou' })).toBe(false);
    expect(isRight(at(10, 11.8), at(10, 12), { ...scene, criterion: 'iou' })).toBe(true);
  });

  it('trims nothing that is right and both edges where both are off', () => {
    expect(trimming(at(10, 12), at(10, 12), scene, false)).toEqual([]);
    const both = trimming(at(10.23, 11.77), at(10, 12), scene, false);
    expect(keyNames(both)).toEqual(['nudge-back', 'other-edge', 'nudge-on']);
  });

  it('trims what is far too long while it plays, and what is too short by dragging', () => {
    const spare: Scene = { ...scene, goal: 'actions' };
    expect(keyNames(trimming(at(8, 12), at(10, 12), spare, true))).toEqual(['start-here']);
    expect(trimming(at(11, 12), at(10, 12), spare, true)).toContainEqual({
      kind: 'drag',
      on: 'edge of the interval',
      seconds: 1 / 4 + 0.24,
    });
  });
});

describe('the report', () => {
  it('adds up the tasks, and watching each video once', () => {
    const item = (itemId: string, truth: Interval): EvaluationItem => ({
      itemId,
      videoId: 'v',
      source: '',
      prompt: { task: 'TG', query: '' },
      truth: { task: 'TG', intervals: [truth] },
      duration: 60,
    });
    const items = [item('a', at(10, 12)), item('b', at(20, 22))];
    const found = new Map([['a', says([at(10, 12)])]]);
    const [tg, all] = effortRows(items, found, {
      criterion: 'edges',
      check: 'glance',
      goal: 'seconds',
      above: null,
      fps: 30,
    });
    expect(tg).toMatchObject({ name: 'TG', items: 2, intervals: 2, accepted: 1, missed: 1 });
    expect(all?.unaided.seconds).toBeCloseTo((tg?.unaided.seconds ?? 0) + 30 + 0.28);
    expect(all?.suggested.actions).toBe((tg?.suggested.actions ?? 0) + 1);
    expect(costOf([key('accept')]).actions).toBe(1);
  });
});
