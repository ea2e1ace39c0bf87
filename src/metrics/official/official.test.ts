import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { timeLensSpans, timeR1EvaluationSpan } from '../../tasks/related-text.ts';
import { fixtureJson, fixtureNumber, unnoticedChanges } from '../../testing/fixtures.ts';
import { ACTIVITYNET_OVERLAPS, detectionMetrics, THUMOS_OVERLAPS } from './activitynet.ts';
import {
  hullRatio,
  spanRecall,
  timeLensRecall,
  timeR1Recall,
  type GroundingRecall,
} from './grounding-recall.ts';
import {
  answerAccuracy,
  evidenceOverlap,
  groundedAnswerMetrics,
  secondsOfShares,
  type QuestionType,
} from './next-gqa.ts';
import {
  highlightReport,
  QVHIGHLIGHTS_OVERLAPS,
  saliencyPrecision,
  windowPrecision,
  type HighlightReport,
} from './qvhighlights.ts';

const pair = z.tuple([z.number(), z.number()]);
const raised = z.object({ official_raises: z.string() });

function near(ours: number | undefined, theirs: number, tolerance = 1e-9): boolean {
  if (Number.isNaN(theirs)) return Number.isNaN(ours);
  return Math.abs((ours ?? NaN) - theirs) <= tolerance * Math.max(1, Math.abs(theirs));
}
const allNear = (ours: readonly number[] | undefined, theirs: readonly number[], tolerance = 1e-9) =>
  ours?.length === theirs.length && theirs.every((value, i) => near(ours[i], value, tolerance));

describe('ActivityNet detection mAP', () => {
  const scores = z.object({
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
    const { tie_order_dependent: byAccident, mAP_stable_then_reversed: defined, tiou, ...rest } = expected;
    const compared = { tiou, defined, ...(byAccident ? {} : rest) };
    const agrees = (other: typeof compared) =>
      allNear(overlapsOf(overlaps).slice(), other.tiou, 1e-15) &&
      allNear(ours.mAP, other.defined) &&
      (other.mAP === undefined || allNear(ours.mAP, other.mAP)) &&
      (other.average_mAP === undefined || near(ours.averageMAP, other.average_mAP)) &&
      Object.entries(other.ap_per_class ?? {}).every(([label, ap]) =>
        allNear(ours.perClass.get(label), ap),
      ) &&
      (other.ap_per_class === undefined || Object.keys(other.ap_per_class).length === ours.perClass.size);
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
      // Theirs are rounded to hundredths of a percent.
      return (
        names.length === Object.keys(ours).length &&
        names.every((name) => Math.abs((ours[name] ?? NaN) - (theirs[name] ?? NaN)) <= 0.005 + 1e-9)
      );
    };
    expect(unnoticedChanges(expected, agrees, (x) => x + 0.02)).toEqual([]);
  });

  const units = z
    .object({
      get_ap: z.array(
        z.object({ y_true: z.array(z.number()), y_predict: z.array(z.number()), ap: z.number() }),
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
      allNear(ours, other.ap, 1e-12) && allNear(QVHIGHLIGHTS_OVERLAPS.slice(), other.tiou, 1e-15);
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

describe('Charades-STA', () => {
  const timeR1 = z.object({
    ious: z.array(z.number()),
    n_counted: z.number(),
    mIoU: z.number(),
    'R@0.3': z.number(),
    'R@0.5': z.number(),
    'R@0.7': z.number(),
    skipped: z.array(z.string()),
    parsed: z.record(z.string(), z.tuple([z.number().nullable(), z.number().nullable()])),
  });
  const timeLens = z.object({
    'IOU 0.3': z.number(),
    'IOU 0.5': z.number(),
    'IOU 0.7': z.number(),
    mIOU: z.number(),
  });
  const { cases, pairwise } = z
    .object({
      cases: z.array(
        z.object({
          name: z.string(),
          annotations: z.record(z.string(), z.object({ timestamps: z.array(pair) })).optional(),
          answers: z.record(z.string(), z.string()).optional(),
          timelens_predictions: z.record(
            z.string(),
            z.union([z.object({ answers: z.string() }), z.object({ timestamps: z.array(pair) })]),
          ),
          expected: z.object({
            time_r1: timeR1.optional(),
            timelens: z.union([raised, timeLens]),
            timelens_extract_time: z.array(pair).optional(),
          }),
        }),
      ),
      pairwise: z.array(
        z.object({ gt: pair, pred: pair, timelens_iou: z.number(), time_r1_calc_iou: z.number() }),
      ),
    })
    .parse(fixtureJson('charades_sta/grounding.json'));

  const asked = cases.flatMap(({ name, annotations = {}, answers = {}, expected }) =>
    expected.time_r1 === undefined ? [] : [{ name, annotations, answers, expected: expected.time_r1 }],
  );
  it.each(asked)('as Time-R1: $name', ({ annotations, answers, expected }) => {
    const queries = Object.entries(annotations).flatMap(([video, { timestamps }]) =>
      timestamps.map((truth, i) => ({ truth, answer: answers[`${video}_${i}`] ?? '' })),
    );
    const ours = timeR1Recall(queries);
    const { skipped, ...compared } = expected;
    const agrees = ({ ious, n_counted: counted, mIoU, parsed, ...recall }: typeof compared) =>
      allNear(ours.ious.slice(), ious) &&
      ours.queries === counted &&
      near(ours.mIoU, mIoU) &&
      near(ours['R1@0.3'], recall['R@0.3']) &&
      near(ours['R1@0.5'], recall['R@0.5']) &&
      near(ours['R1@0.7'], recall['R@0.7']) &&
      Object.entries(parsed).every(([key, [start, end]]) => {
        const span = timeR1EvaluationSpan(answers[key] ?? '');
        return (span?.[0] ?? null) === start && (span?.[1] ?? null) === end;
      });
    expect(unnoticedChanges(compared, agrees)).toEqual([]);
    expect(queries.length - ours.queries).toBe(skipped.length);
  });

  it.each(cases)('as TimeLens: $name', ({ timelens_predictions: predictions, answers, expected }) => {
    const truths = Object.keys(predictions).map((key): unknown => JSON.parse(key.split('>>>')[2] ?? ''));
    const entries = Object.values(predictions);
    const measure = (): GroundingRecall => {
      // The official script fails on a truth of several spans, as its types have it.
      const single = truths.map((truth) => {
        const read = pair.safeParse(truth);
        if (!read.success) throw new RangeError('A truth is not one span.');
        return read.data;
      });
      return entries.every((each) => 'answers' in each)
        ? timeLensRecall(entries.map(({ answers: answer }, i) => ({ truth: single[i] ?? [0, 0], answer })))
        : spanRecall(
            entries.map((each, i) => ({
              truth: single[i] ?? [0, 0],
              span: 'timestamps' in each ? (each.timestamps[0] ?? null) : null,
            })),
          );
    };
    const { timelens, timelens_extract_time: times } = expected;
    if (times !== undefined) {
      const ours = timeLensSpans(Object.values(answers ?? {})[0] ?? '');
      const agrees = (other: { times: typeof times }) =>
        ours.length === other.times.length &&
        other.times.every((span, i) => allNear(ours[i]?.slice(), span, 0));
      expect(unnoticedChanges({ times }, agrees)).toEqual([]);
    }
    if ('official_raises' in timelens) {
      expect(measure).toThrow(RangeError);
      return;
    }
    const ours = measure();
    const agrees = (other: typeof timelens) =>
      near(ours['R1@0.3'] * 100, other['IOU 0.3']) &&
      near(ours['R1@0.5'] * 100, other['IOU 0.5']) &&
      near(ours['R1@0.7'] * 100, other['IOU 0.7']) &&
      near(ours.mIoU * 100, other.mIOU);
    expect(unnoticedChanges(timelens, agrees)).toEqual([]);
  });

  it('each pair of spans', () => {
    for (const { gt, pred, ...expected } of pairwise) {
      const iou = Math.max(0, hullRatio(pred, gt));
      const agrees = (other: typeof expected) =>
        near(iou, other.timelens_iou) && near(iou, other.time_r1_calc_iou);
      expect(unnoticedChanges(expected, agrees)).toEqual([]);
    }
  });
});

describe('NExT-GQA', () => {
  const { cases, get_tIoU: pairs } = z
    .object({
      cases: z.array(
        z.object({
          name: z.string(),
          gt_ground: z.record(
            z.string(),
            z.object({ duration: z.number(), location: z.record(z.string(), z.array(pair)) }),
          ),
          pred_ground: z.record(z.string(), pair),
          pred_qa: z.record(z.string(), z.object({ answer: z.number(), prediction: z.number() })).nullable(),
          gs: z.boolean(),
          subset: z.array(z.string()).nullable(),
          expected: z.union([
            raised,
            z.object({
              full: z.record(z.string(), z.number()),
              printed_1dp: z.record(z.string(), z.coerce.number()),
            }),
          ]),
          questions: z
            .array(
              z.object({
                video_id: z.string(),
                qid: z.number(),
                type: z.enum(['CW', 'CH', 'TN', 'TP', 'TC', 'DC', 'DL', 'DO'] satisfies QuestionType[]),
              }),
            )
            .optional(),
          expected_qa_accuracy_percent: z.record(z.string(), z.number()).optional(),
        }),
      ),
      get_tIoU: z.array(z.object({ loc: pair, span: pair, IoU_IoP: pair })),
    })
    .parse(fixtureJson('nextgqa/grounded_qa.json'));

  it.each(cases)('$name', (each) => {
    const questions = Object.entries(each.gt_ground).flatMap(([video, { duration, location }]) =>
      Object.entries(location).flatMap(([qid, evidence]) => {
        const key = `${video}_${qid}`;
        const span = each.pred_ground[key];
        if (span === undefined || each.subset?.includes(key) === false) return [];
        const predicted = each.gs ? secondsOfShares(span, duration) : span;
        const qa = each.pred_qa?.[key];
        return [{ evidence, predicted, answeredRight: qa !== undefined && qa.answer === qa.prediction }];
      }),
    );
    if ('official_raises' in each.expected) {
      expect(() => groundedAnswerMetrics(questions)).toThrow(RangeError);
      return;
    }
    const ours = new Map(Object.entries(groundedAnswerMetrics(questions)));
    const agrees = ({
      full,
      printed_1dp: printed,
    }: {
      full: Record<string, number>;
      printed_1dp: Record<string, number>;
    }) =>
      Object.entries(full).every(([name, value]) => near(ours.get(name), value)) &&
      Object.entries(printed).every(
        ([name, value]) => Math.abs((ours.get(name) ?? NaN) - value) <= 0.05 + 1e-9,
      );
    expect(Object.keys(each.expected.full)).toHaveLength(ours.size - 1);
    expect(unnoticedChanges(each.expected, agrees, (x) => x + Math.max(0.11, Math.abs(x) / 100))).toEqual([]);
  });

  const asked = cases.flatMap(
    ({ name, questions, pred_qa: answers, expected_qa_accuracy_percent: expected }) =>
      questions === undefined || expected === undefined ? [] : [{ name, questions, answers, expected }],
  );
  it.each(asked)('answers of $name', ({ questions, answers, expected }) => {
    const ours = answerAccuracy(
      questions.map(({ video_id: video, qid, type }) => {
        const qa = answers?.[`${video}_${qid}`];
        return { type, right: qa !== undefined && qa.answer === qa.prediction };
      }),
    );
    expect(Object.keys(ours).toSorted()).toEqual(Object.keys(expected).toSorted());
    const agrees = (other: typeof expected) =>
      Object.entries(other).every(([name, value]) => near(ours[name], value));
    expect(unnoticedChanges(expected, agrees)).toEqual([]);
  });

  it('each pair of spans', () => {
    for (const { loc, span, IoU_IoP: expected } of pairs) {
      const { iou, iop } = evidenceOverlap(loc, span);
      const agrees = (other: typeof expected) => near(iou, other[0]) && near(iop, other[1]);
      expect(unnoticedChanges(expected, agrees)).toEqual([]);
    }
  });
});
