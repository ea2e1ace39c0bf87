import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { timeLensSpans, timeR1EvaluationSpan } from '../../tasks/related-text.ts';
import { fixtureJson, unnoticedChanges } from '../../testing/fixtures.ts';
import { allNear, isRounded, near } from '../testing/near.ts';
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

const pair = z.tuple([z.number(), z.number()]);
const raised = z.strictObject({ official_raises: z.string() });

describe('Charades-STA', () => {
  const timeR1 = z.strictObject({
    ious: z.array(z.number()),
    n_counted: z.number(),
    mIoU: z.number(),
    'R@0.3': z.number(),
    'R@0.5': z.number(),
    'R@0.7': z.number(),
    skipped: z.array(z.string()),
    parsed: z.record(z.string(), z.tuple([z.number().nullable(), z.number().nullable()])),
  });
  const timeLens = z.strictObject({
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
          expected: z.strictObject({
            time_r1: timeR1.optional(),
            timelens: z.union([raised, timeLens]),
            timelens_extract_time: z.array(pair).optional(),
          }),
        }),
      ),
      pairwise: z.array(
        z.strictObject({ gt: pair, pred: pair, timelens_iou: z.number(), time_r1_calc_iou: z.number() }),
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
      allNear(ours.ious, ious) &&
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
        ours.length === other.times.length && other.times.every((span, i) => allNear(ours[i], span, 0));
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
            z.strictObject({
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
      get_tIoU: z.array(z.strictObject({ loc: pair, span: pair, IoU_IoP: pair })),
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
      Object.entries(printed).every(([name, value]) => isRounded(ours.get(name), value, { decimals: 1 }));
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
