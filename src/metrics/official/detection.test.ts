import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fixtureJson, fixtureNumber, unnoticedChanges } from '../../testing/fixtures.ts';
import { allNear, isRounded, near } from '../testing/near.ts';
import { ACTIVITYNET_OVERLAPS, detectionMetrics, THUMOS_OVERLAPS } from './activitynet.ts';
import {
  highlightReport,
  QVHIGHLIGHTS_OVERLAPS,
  saliencyPrecision,
  windowPrecision,
  type HighlightReport,
} from './qvhighlights.ts';

const pair = z.tuple([z.number(), z.number()]);
const raised = z.strictObject({ official_raises: z.string() });
/**
 * Theirs are percents with two decimals. Their precision of highlights comes from recalls in float32, by which another of two
 * neighbouring hundredths may be the nearer one: as far as `units.json` is compared (1e-6 of 1).
 */
const HUNDREDTHS = { decimals: 2, slack: 1e-4 };
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('ActivityNet detection mAP', () => {
  const scores = z.strictObject({
    tiou: z.array(z.number()),
    mAP: z.array(z.number()),
    average_mAP: z.number(),
    ap_per_class: z.record(z.string(), z.array(z.number())),
    tie_order_dependent: z.boolean(),
    mAP_stable_then_reversed: z.array(z.number()),
  });
  const { cases } = z
    .object({
      cases: z.array(
        z.object({
          name: z.string(),
          subset: z.string(),
          ground_truth: z.object({
            database: z.record(
              z.string(),
              z.object({
                subset: z.string(),
                annotations: z.array(z.object({ label: z.string(), segment: pair })),
              }),
            ),
          }),
          prediction: z.object({
            results: z.record(
              z.string(),
              z.array(z.object({ label: z.string(), score: z.number(), segment: pair })),
            ),
          }),
          expected: z.record(z.string(), z.union([raised, scores])),
        }),
      ),
    })
    .parse(fixtureJson('activitynet/detection.json'));

  const overlapsOf = (name: string) => (name.startsWith('thumos') ? THUMOS_OVERLAPS : ACTIVITYNET_OVERLAPS);
  const all = cases.flatMap((each) =>
    Object.entries(each.expected).map(([overlaps, expected]) => ({ ...each, overlaps, expected })),
  );

  it.each(all)('$name at $overlaps', ({ subset, ground_truth: truth, prediction, overlaps, expected }) => {
    const instances = Object.entries(truth.database).flatMap(([video, entry]) =>
      entry.subset === subset ? entry.annotations.map((each) => ({ video, ...each })) : [],
    );
    const detections = Object.entries(prediction.results).flatMap(([video, found]) =>
      found.map((each) => ({ video, ...each })),
    );
    const measure = () => detectionMetrics(instances, detections, overlapsOf(overlaps));
    if ('official_raises' in expected) {
      expect(measure).toThrow(RangeError);
      return;
    }
    const ours = measure();
    // Where the official order of equal scores is an accident, only the number of a defined order can be compared.
    const { tie_order_dependent: byAccident, mAP_stable_then_reversed: defined, ...rest } = expected;
    const compared = { defined, ...rest };
    const agrees = (other: typeof compared) => {
      const perClass = Object.values(other.ap_per_class);
      const means = other.mAP.map((_, at) => mean(perClass.map((ap) => ap[at] ?? NaN)));
      return (
        allNear(overlapsOf(overlaps), other.tiou, 1e-15) &&
        allNear(ours.mAP, other.defined) &&
        perClass.length === ours.perClass.size &&
        // Theirs belong together, whichever order it was.
        allNear(means, other.mAP) &&
        near(mean(other.mAP), other.average_mAP) &&
        (byAccident ||
          (allNear(ours.mAP, other.mAP) &&
            near(ours.averageMAP, other.average_mAP) &&
            Object.entries(other.ap_per_class).every(([label, ap]) => allNear(ours.perClass.get(label), ap))))
      );
    };
    expect(unnoticedChanges(compared, agrees)).toEqual([]);
  });
});

describe('QVHighlights', () => {
  const windows = z.array(z.tuple([z.number(), z.number(), z.number()]));
  const { cases } = z
    .object({
      cases: z.array(
        z.object({
          name: z.string(),
          match_number: z.boolean(),
          submission: z.array(
            z.object({
              qid: z.number(),
              pred_relevant_windows: windows.optional(),
              pred_saliency_scores: z.array(z.number()).optional(),
            }),
          ),
          ground_truth: z.array(
            z.object({
              qid: z.number(),
              duration: z.number(),
              relevant_windows: z.array(pair),
              relevant_clip_ids: z.array(z.number()),
              saliency_scores: z.array(z.array(z.number())),
            }),
          ),
          expected: z.record(z.string(), z.json()).optional(),
          official_raises: z.string().optional(),
        }),
      ),
    })
    .parse(fixtureJson('qvhighlights/qvhighlights.json'));

  it.each(cases)('$name', ({ submission, ground_truth: truth, match_number: matchQueries, expected }) => {
    const measure = () => highlightReport(truth, submission, { matchQueries });
    if (expected === undefined) {
      expect(measure).toThrow(RangeError);
      return;
    }
    const ours = officialTable(measure());
    const agrees = (other: typeof expected) => {
      const [theirs, names] = [flat(other), Object.keys(flat(other))];
      return (
        names.length === Object.keys(ours).length &&
        names.every((name) => isRounded(ours[name], theirs[name] ?? NaN, HUNDREDTHS))
      );
    };
    expect(unnoticedChanges(expected, agrees, (x) => x + 0.02)).toEqual([]);
    expect(unnoticedChanges(expected, agrees, (x) => x + 0.001)).toEqual([]);
  });

  const units = z
    .object({
      get_ap: z.array(
        z.strictObject({ y_true: z.array(z.number()), y_predict: z.array(z.number()), ap: z.number() }),
      ),
      average_precision_detection: z.array(
        z.object({
          gt: z.array(pair),
          pred: windows,
          tiou: z.array(z.number()),
          ap: z.array(fixtureNumber),
        }),
      ),
    })
    .parse(fixtureJson('qvhighlights/units.json'));

  it.each(units.get_ap)('precision of clips $y_predict', ({ y_true: relevant, y_predict: scores, ap }) => {
    const ours = saliencyPrecision(
      relevant.map((flag) => flag === 1),
      scores,
    );
    expect(unnoticedChanges({ ap }, (other) => near(ours, other.ap, 1e-6))).toEqual([]);
  });

  it.each(units.average_precision_detection)('precision of windows $pred', ({ gt, pred, tiou, ap }) => {
    const ours = windowPrecision(gt, pred, QVHIGHLIGHTS_OVERLAPS);
    const agrees = (other: { ap: number[]; tiou: number[] }) =>
      allNear(ours, other.ap, 1e-12) && allNear(QVHIGHLIGHTS_OVERLAPS, other.tiou, 1e-15);
    // A NaN that is changed is still a NaN.
    const noticed = unnoticedChanges({ ap, tiou }, agrees, (x) => (Number.isNaN(x) ? 0 : x + 0.01));
    expect(noticed).toEqual([]);
  });
});

/** Every number of a report under the path that the official table has it at, in percent. */
function officialTable({ moments, highlights }: HighlightReport): Record<string, number> {
  const table: Record<string, number> = {};
  for (const [range, { mAP, averageMAP, R1 }] of Object.entries(moments ?? {})) {
    table[`${range}.MR-mAP.average`] = averageMAP * 100;
    for (const [at, overlap] of QVHIGHLIGHTS_OVERLAPS.entries()) {
      table[`${range}.MR-mAP.${overlap}`] = (mAP[at] ?? NaN) * 100;
      table[`${range}.MR-R1.${overlap}`] = (R1[at] ?? NaN) * 100;
      if (range !== 'full') continue;
      if (overlap === 0.5 || overlap === 0.75) table[`brief.MR-full-mAP@${overlap}`] = (mAP[at] ?? NaN) * 100;
      if (overlap === 0.5 || overlap === 0.7) table[`brief.MR-full-R1@${overlap}`] = (R1[at] ?? NaN) * 100;
    }
    table[`brief.MR-${range}-mAP`] = averageMAP * 100;
  }
  for (const [level, { mAP, 'HIT@1': hit }] of Object.entries(highlights ?? {})) {
    table[`HL-min-${level}.HL-mAP`] = mAP * 100;
    table[`HL-min-${level}.HL-Hit1`] = hit * 100;
    table[`brief.HL-min-${level}-mAP`] = mAP * 100;
    table[`brief.HL-min-${level}-Hit1`] = hit * 100;
  }
  return table;
}

/** The numbers inside, by path. */
function flat(node: unknown, place = ''): Record<string, number> {
  if (typeof node === 'number') return { [place]: node };
  if (typeof node !== 'object' || node === null) return {};
  return Object.assign(
    {},
    ...Object.entries(node).map(([key, value]) => flat(value, place === '' ? key : `${place}.${key}`)),
  );
}
