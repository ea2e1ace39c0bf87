import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { interval, secondsInterval } from '../time/interval.ts';
import { seconds } from '../time/ticks.ts';
import type { Prediction } from '../tasks/task.ts';
import { evaluate, type EvaluationItem } from './evaluation.ts';

const second = z.number().transform(seconds);
const edges = z.object({ start: second, end: second }).transform(({ start, end }) => interval(start, end));
const saliency = z.object({ clipLength: second, scores: z.array(z.number()) });
const reference = z.object({
  items: z.array(
    z.object({
      itemId: z.string(),
      videoId: z.string(),
      source: z.string(),
      duration: z.number(),
      prompt: z.discriminatedUnion('task', [
        z.object({ task: z.literal('TG'), query: z.string() }),
        z.object({ task: z.literal('DTG'), sentences: z.array(z.string()) }),
        z.object({ task: z.literal('VHD'), query: z.string(), clipLength: second }),
        z.object({ task: z.literal('GVQA'), question: z.string(), options: z.array(z.string()) }),
        z.object({ task: z.literal('TAL'), label: z.string(), description: z.string() }),
      ]),
      truth: z.discriminatedUnion('task', [
        z.object({ task: z.literal('TG'), intervals: z.tuple([edges]) }),
        z.object({ task: z.literal('DTG'), intervals: z.array(edges.nullable()) }),
        z.object({ task: z.literal('VHD'), intervals: z.array(edges), saliency }),
        z.object({ task: z.literal('GVQA'), intervals: z.array(edges), answerIndex: z.int() }),
        z.object({ task: z.literal('TAL'), intervals: z.array(edges) }),
      ]),
    }),
  ),
  predictions: z.record(
    z.string(),
    z.object({
      intervals: z.array(edges.nullable()),
      scores: z.array(z.number()),
      answerIndex: z.int().optional(),
      saliency: saliency.optional(),
      response: z.string(),
    }),
  ),
  expected: z.record(z.string(), z.number()),
});

function load(): {
  items: EvaluationItem[];
  predictions: Map<string, Prediction>;
  expected: Record<string, number>;
} {
  const path = new URL('fixtures/reference-scores.json', import.meta.url);
  const { items, predictions, expected } = reference.parse(JSON.parse(readFileSync(path, 'utf8')));
  const byItem = new Map<string, Prediction>();
  for (const [id, { answerIndex, saliency: clips, ...rest }] of Object.entries(predictions))
    byItem.set(id, {
      ...rest,
      ...(answerIndex !== undefined && { answerIndex }),
      ...(clips !== undefined && { saliency: clips }),
    });
  return { items, predictions: byItem, expected };
}

describe('evaluate', () => {
  it("gives the reference scorer's numbers", () => {
    const { items, predictions, expected } = load();
    const { tasks, missing } = evaluate(items, predictions);
    const ours: Record<string, number | null | undefined> = {
      'TAL mAP@0.3': tasks.TAL?.['mAP@0.3'],
      'TAL mAP@0.5': tasks.TAL?.['mAP@0.5'],
      'TAL mAP@0.7': tasks.TAL?.['mAP@0.7'],
      'TG R1@0.3': tasks.TG?.['R1@0.3'],
      'TG R1@0.5': tasks.TG?.['R1@0.5'],
      'TG mIoU': tasks.TG?.mIoU,
      'DTG R1@0.5': tasks.DTG?.['R1@0.5'],
      'DTG mIoU': tasks.DTG?.mIoU,
      'VHD mAP': tasks.VHD?.mAP,
      'VHD HIT@1': tasks.VHD?.['HIT@1'],
      'GVQA acc': tasks.GVQA?.accuracy,
      'GVQA ev mIoU': tasks.GVQA?.evidenceMIoU,
    };
    expect(Object.keys(ours).toSorted()).toEqual(Object.keys(expected).toSorted());
    for (const [metric, value] of Object.entries(expected))
      expect(ours[metric], metric).toBeCloseTo(value, 12);
    expect(missing).toBe(0);
  });

  it('counts an item without prediction as wrong, never as skipped', () => {
    const { items, predictions } = load();
    const whole = evaluate(items, predictions);
    const nothing = evaluate(items, new Map());
    expect(nothing.missing).toBe(items.length);
    expect(nothing.tasks.TG).toEqual({ ...whole.tasks.TG, 'R1@0.3': 0, 'R1@0.5': 0, 'R1@0.7': 0, mIoU: 0 });
    expect(nothing.tasks.DTG?.mIoU).toBe(0);
    expect(nothing.tasks.VHD).toMatchObject({ mAP: 0, 'HIT@1': 0, mIoU: 0 });
    expect(nothing.tasks.GVQA).toMatchObject({ accuracy: 0, evidenceMIoU: 0, evidenceMIoUExact: 0 });
    expect(nothing.tasks.TAL).toMatchObject({ 'mAP@0.5': 0, mF1: 0, tF1: 0, countAccuracy: 0 });
    expect(nothing.tasks.TAL?.classes).toBe(whole.tasks.TAL?.classes);
  });

  it('scores the truth itself as perfect', () => {
    const { items } = load();
    const perfect = new Map(
      items.map(({ itemId, truth }): [string, Prediction] => [
        itemId,
        {
          intervals: truth.intervals,
          scores: truth.intervals.map(() => 1),
          response: '',
          ...(truth.task === 'GVQA' && { answerIndex: truth.answerIndex }),
          ...(truth.task === 'VHD' && truth.saliency !== null && { saliency: truth.saliency }),
        },
      ]),
    );
    const { tasks } = evaluate(items, perfect);
    expect(tasks.TG?.mIoU).toBe(1);
    expect(tasks.DTG?.mIoU).toBe(1);
    expect(tasks.VHD).toMatchObject({ mAP: 1, 'HIT@1': 1, mIoU: 1 });
    expect(tasks.GVQA).toMatchObject({ accuracy: 1, evidenceMIoUExact: 1 });
    expect(tasks.TAL?.['mAP@0.7']).toBeCloseTo(1, 12);
    expect(tasks.TAL).toMatchObject({ mF1: 1, tF1: 1, countAccuracy: 1 });
  });

  it('reports only the tasks that were posed, and refuses a truth of another task', () => {
    const common = { itemId: 'i', videoId: 'v', source: 's', duration: 10 };
    const query = { task: 'TG', query: 'q' } as const;
    const truth = { task: 'TG', intervals: [secondsInterval(1, 2)] } as const;
    expect(evaluate([], new Map())).toEqual({ tasks: {}, items: 0, missing: 0 });
    expect(Object.keys(evaluate([{ ...common, prompt: query, truth }], new Map()).tasks)).toEqual(['TG']);
    const mixed = { ...common, prompt: query, truth: { task: 'TAL', intervals: [] } } as const;
    expect(() => evaluate([mixed], new Map())).toThrow('Item i asks TG');
  });

  it('judges a sentence that has no interval by whether none was predicted', () => {
    const item: EvaluationItem = {
      itemId: 'i',
      videoId: 'v',
      source: 's',
      duration: 10,
      prompt: { task: 'DTG', sentences: ['a', 'b'] },
      truth: { task: 'DTG', intervals: [null, null] },
    };
    const said = { intervals: [null, secondsInterval(1, 2)], scores: [1, 1], response: '' };
    expect(evaluate([item], new Map([['i', said]])).tasks.DTG?.mIoU).toBe(0.5);
  });

  it('ranks clips by the curated and predicted intervals where no saliency was given', () => {
    const item: EvaluationItem = {
      itemId: 'i',
      videoId: 'v',
      source: 's',
      duration: 10,
      prompt: { task: 'VHD', query: 'q', clipLength: seconds(2) },
      truth: { task: 'VHD', intervals: [secondsInterval(4, 8)], saliency: null },
    };
    const found = { intervals: [secondsInterval(4, 8)], scores: [1], response: '' };
    const wrong = { intervals: [secondsInterval(0, 2)], scores: [1], response: '' };
    expect(evaluate([item], new Map([['i', found]])).tasks.VHD).toMatchObject({ mAP: 1, 'HIT@1': 1 });
    const missed = evaluate([item], new Map([['i', wrong]])).tasks.VHD;
    expect(missed?.['HIT@1']).toBe(0);
    expect(missed?.mAP).toBeCloseTo((1 / 3 + 2 / 4) / 2, 12);
  });
});
