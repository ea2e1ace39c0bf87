import { evaluate, HEADLINE, type EvaluationItem, type EvaluationReport } from '../metrics/evaluation.ts';
import type { CuratedQuestion, Policy } from '../policy/policy.ts';
import type { Prediction } from '../tasks/task.ts';

/** Questions answered between two looks at progress and cancellation. */
const CHUNK = 16;

export interface PolicyEvaluation {
  readonly report: EvaluationReport;
  /** By item id. */
  readonly predictions: ReadonlyMap<string, Prediction>;
}

/**
 * Lets `policy` answer curated questions and measures the answers. The policy sees prompts and features only.
 * @param between called before each chunk with the number of answered questions; a rejection ends the evaluation
 */
export async function evaluatePolicy(
  policy: Policy,
  questions: readonly CuratedQuestion[],
  between: (done: number) => Promise<void> = () => Promise.resolve(),
): Promise<PolicyEvaluation> {
  const predictions = new Map<string, Prediction>();
  for (let at = 0; at < questions.length; at += CHUNK) {
    await between(at);
    const chunk = questions.slice(at, at + CHUNK);
    const answers = await policy.suggest(
      chunk.map(({ itemId, videoId, prompt, features }) => ({ itemId, videoId, prompt, features })),
    );
    chunk.forEach(({ itemId }, i) => {
      const answer = answers[i];
      if (answer !== undefined) predictions.set(itemId, answer);
    });
  }
  return { report: evaluate(evaluationItems(questions), predictions), predictions };
}

/** Curated questions as the metrics read them. */
export function evaluationItems(questions: readonly CuratedQuestion[]): EvaluationItem[] {
  return questions.map(({ itemId, videoId, prompt, truth, features, labelGroup }) => ({
    itemId,
    videoId,
    source: labelGroup ?? '',
    prompt,
    truth,
    duration: features.duration,
  }));
}

/** Mean of the tasks' headline metrics in [0, 1], each task counting the same; null when nothing was measured. */
export function headlineScore({ tasks }: EvaluationReport): number | null {
  const scores = [
    tasks.TG?.[HEADLINE.TG],
    tasks.DTG?.[HEADLINE.DTG],
    tasks.VHD?.[HEADLINE.VHD],
    tasks.GVQA?.[HEADLINE.GVQA],
    tasks.TAL?.[HEADLINE.TAL],
  ].filter((score) => score !== undefined && score !== null);
  return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
