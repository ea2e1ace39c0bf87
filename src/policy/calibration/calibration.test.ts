import { describe, expect, it } from 'vitest';
import { acceptThreshold } from '../../metrics/calibration.ts';
import { evaluate } from '../../metrics/evaluation.ts';
import type { Prediction } from '../../tasks/task.ts';
import { secondsInterval as span } from '../../time/interval.ts';
import { mustFit, world } from '../testing/judged-world.ts';
import { calibratedPrediction, calibration, fitCalibration } from './calibration.ts';

describe('the calibration of a policy', () => {
  it('says honestly that it is none with fewer than 100 held-out items, or with one video', () => {
    const few = world(1, 3);
    expect(fitCalibration(few.items, few.predictions)).toEqual({
      items: 36,
      calibration: null,
      sentence: 'Not calibrated: 36 of 100 held-out items. Scores are scores, not probabilities.',
    });
    const one = world(1, 1, 120);
    expect(fitCalibration(one.items, one.predictions).sentence).toContain('one video');
    expect(fitCalibration([], new Map()).sentence).toContain('0 of 100');
  });

  it('lowers the error of a policy that is too sure, by its own cross-validated account and on new videos', () => {
    const fitted = mustFit(world(2, 30));
    expect(fitted.items).toBe(360);
    const { before, after } = fitted.all;
    expect(after.errors.mass).toBeLessThan(before.errors.mass / 2);
    expect(after.errors.logLoss).toBeLessThan(before.errors.logLoss);
    const fresh = world(3, 40);
    const mended = new Map(
      fresh.items.map(({ itemId, prompt }): [string, Prediction] => {
        const raw = fresh.predictions.get(itemId);
        if (raw === undefined) throw new Error(itemId);
        return [itemId, calibratedPrediction(raw, prompt.task, fitted)];
      }),
    );
    const judge = (predictions: ReadonlyMap<string, Prediction>) =>
      mustFit({ ...fresh, predictions: new Map(predictions) }).all.before.errors.mass;
    expect(judge(mended)).toBeLessThan(judge(fresh.predictions) / 2);
    // What it said of itself is what it is.
    expect(Math.abs(judge(mended) - after.errors.mass)).toBeLessThan(0.04);
  });

  it('leaves every metric exactly as it was: the order of scores is the same', () => {
    const { items, predictions } = world(4, 20);
    const fitted = mustFit({ items, predictions });
    const mended = new Map(
      items.flatMap(({ itemId, prompt }): [string, Prediction][] => {
        const raw = predictions.get(itemId);
        return raw === undefined ? [] : [[itemId, calibratedPrediction(raw, prompt.task, fitted)]];
      }),
    );
    expect([...mended.values()].map(({ scores }) => scores)).not.toEqual(
      [...predictions.values()].map(({ scores }) => scores),
    );
    const report = evaluate(items, predictions);
    expect(evaluate(items, mended)).toEqual(report);
    expect(report.tasks.TAL?.['mAP@0.5']).toBeGreaterThan(0.2);
  });

  it('leaves alone what answers no question, and learns nothing from it', () => {
    const { items, predictions } = world(4, 20);
    const fitted = mustFit({ items, predictions });
    const events: Prediction = { intervals: [span(0, 1)], scores: [0.8], response: '', basis: 'events' };
    expect(calibratedPrediction(events, 'TAL', fitted)).toEqual(events);
    const [first] = items;
    if (first === undefined) throw new Error('no item');
    const mixed = new Map([...predictions, [first.itemId, events]] as const);
    const without = mustFit({ items: items.slice(1), predictions });
    expect(mustFit({ items, predictions: mixed })).toEqual(without);
  });

  it('has a map of its own for each kind with 30 suggestions, the common one for others', () => {
    // 5 videos with 12 items: 10 TAL items with 2 suggestions each are too few, 15 TG items too.
    const small = world(5, 9);
    const fitted = mustFit(small);
    expect(Object.keys(fitted.own)).toContain('DTG');
    expect(fitted.own.TG).toBeUndefined();
    const raw: Prediction = { intervals: [span(0, 1)], scores: [0.8], response: '' };
    const [common] = calibratedPrediction(raw, 'TG', fitted).scores;
    const [own] = calibratedPrediction(raw, 'TG', {
      ...fitted,
      own: { TG: { ...fitted.pooled, steps: null, curve: { low: 0, high: 0, shift: -3 } } },
    }).scores;
    expect(common).toBeGreaterThan(0.4);
    expect(own).toBeLessThan(0.1);
  });

  it('does not depend on the order of items', () => {
    const { items, predictions } = world(6, 12);
    expect(fitCalibration(items.toReversed(), predictions)).toEqual(fitCalibration(items, predictions));
  });

  it('can be written down and read again, and is refused when it was tampered with', () => {
    const fitted = mustFit(world(7, 12));
    expect(calibration.parse(JSON.parse(JSON.stringify(fitted)))).toEqual(fitted);
    const { all } = fitted;
    for (const bad of [
      { ...fitted, version: 2 },
      { ...fitted, all: { ...all, histogram: { count: [1], right: [1] } } },
      { ...fitted, items: -1 },
      { ...fitted, own: { dancing: fitted.pooled } },
    ])
      expect(calibration.safeParse(bad).success).toBe(false);
  });

  it('gives thresholds that hold on new videos', () => {
    const fitted = mustFit(world(8, 60));
    const threshold = acceptThreshold(fitted.all.histogram, 0.8);
    expect(threshold).not.toBeNull();
    const fresh = world(9, 80);
    let [count, right] = [0, 0];
    const judged = mustFit({
      items: fresh.items,
      predictions: new Map(
        fresh.items.map(({ itemId, prompt }): [string, Prediction] => {
          const raw = fresh.predictions.get(itemId);
          if (raw === undefined) throw new Error(itemId);
          return [itemId, calibratedPrediction(raw, prompt.task, fitted)];
        }),
      ),
    });
    for (const bin of judged.all.before.bins)
      if (bin.from >= (threshold?.confidence ?? 1)) {
        count += bin.count;
        right += bin.right;
      }
    expect(count).toBeGreaterThan(50);
    expect(right / count).toBeGreaterThan(0.8);
  });
});
