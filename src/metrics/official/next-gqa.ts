import type { ReadSpan } from '../../tasks/related-text.ts';

/** Percent, as published. */
export interface GroundedAnswerMetrics {
  readonly questions: number;
  /** Right answers whose evidence has IoP of at least 0.5. */
  readonly 'Acc&GQA': number;
  readonly mIoP: number;
  readonly 'TIoP@0.3': number;
  readonly 'TIoP@0.5': number;
  readonly mIoU: number;
  readonly 'TIoU@0.3': number;
  readonly 'TIoU@0.5': number;
}

/** A question for which evidence was predicted. */
export interface GroundedQuestion {
  /** True spans of evidence; the best of them counts, for each measure on its own. */
  readonly evidence: readonly ReadSpan[];
  readonly predicted: ReadSpan;
  readonly answeredRight: boolean;
}

/**
 * NExT-GQA's measures (doc-doc/NExT-GQA 63772e02, `code/TempGQA/eval_ground.py`). Questions without a predicted span are to be
 * left out, as there.
 * @throws RangeError without questions, where the official code divides by zero
 */
export function groundedAnswerMetrics(questions: readonly GroundedQuestion[]): GroundedAnswerMetrics {
  if (questions.length === 0) throw new RangeError('No evidence was predicted for any question.');
  const best = questions.map(({ evidence, predicted, answeredRight }) => {
    const each = evidence.map((span) => evidenceOverlap(span, predicted));
    return {
      iou: Math.max(0, ...each.map(({ iou }) => iou)),
      iop: Math.max(0, ...each.map(({ iop }) => iop)),
      answeredRight,
    };
  });
  const percent = (read: (one: (typeof best)[number]) => number) =>
    (best.reduce((sum, one) => sum + read(one), 0) / best.length) * 100;
  const share = (holds: (one: (typeof best)[number]) => boolean) => percent((one) => (holds(one) ? 1 : 0));
  return {
    questions: best.length,
    'Acc&GQA': share(({ iop, answeredRight }) => answeredRight && iop >= 0.5),
    mIoP: percent(({ iop }) => iop),
    'TIoP@0.3': share(({ iop }) => iop >= 0.3),
    'TIoP@0.5': share(({ iop }) => iop >= 0.5),
    mIoU: percent(({ iou }) => iou),
    'TIoU@0.3': share(({ iou }) => iou >= 0.3),
    'TIoU@0.5': share(({ iou }) => iou >= 0.5),
  };
}

/**
 * IoU over the hull and IoP, the share of the predicted span that is evidence; both are negative for a gap. A predicted point
 * has IoU 0, and IoP 1 inside the evidence.
 */
export function evidenceOverlap([from, to]: ReadSpan, [start, end]: ReadSpan): { iou: number; iop: number } {
  if (start === end) return { iou: 0, iop: from <= start && start <= to ? 1 : 0 };
  const shared = Math.min(to, end) - Math.max(from, start);
  const hull = Math.max(to, end) - Math.min(from, start);
  return { iou: hull > 0 ? shared / hull : 0, iop: end > start ? shared / (end - start) : 0 };
}

/** A span given in parts of the duration (the Gaussian models'), in seconds to one decimal as numpy rounds. */
export function secondsOfShares([start, end]: ReadSpan, duration: number): ReadSpan {
  return [roundedToTenth(start * duration), roundedToTenth(end * duration)];
}

/** numpy's `round(x, 1)`: times ten, halves to even, divided by ten. */
function roundedToTenth(value: number): number {
  const tenths = value * 10;
  const below = Math.floor(tenths);
  if (tenths - below !== 0.5) return Math.round(tenths) / 10;
  return (below % 2 === 0 ? below : below + 1) / 10;
}

/** NExT-QA's question types, and the groups that they are published under. */
export const QUESTION_TYPES = {
  CW: { name: 'Why', group: 'Acc_C' },
  CH: { name: 'How', group: 'Acc_C' },
  TN: { name: 'Bef&Aft', group: 'Acc_T' },
  TP: { name: 'Bef&Aft', group: 'Acc_T' },
  TC: { name: 'When', group: 'Acc_T' },
  DC: { name: 'Cnt', group: 'Acc_D' },
  DL: { name: 'Loc', group: 'Acc_D' },
  DO: { name: 'Other', group: 'Acc_D' },
} as const;
export type QuestionType = keyof typeof QUESTION_TYPES;

/**
 * Answer accuracy in percent by type, group and over all (`Acc`), as `eval_next.py` prints it; what no question asks is absent.
 */
export function answerAccuracy(
  questions: readonly { readonly type: QuestionType; readonly right: boolean }[],
): Record<string, number> {
  const counts = new Map<string, { right: number; all: number }>();
  for (const { type, right } of questions)
    for (const name of [QUESTION_TYPES[type].name, QUESTION_TYPES[type].group, 'Acc']) {
      const count = counts.get(name) ?? { right: 0, all: 0 };
      counts.set(name, { right: count.right + (right ? 1 : 0), all: count.all + 1 });
    }
  return Object.fromEntries(Array.from(counts, ([name, { right, all }]) => [name, (right * 100) / all]));
}
