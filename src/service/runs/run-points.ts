import type { TrainingEvent } from '../../training/events.ts';
import { HEADLINE } from '../../metrics/evaluation.ts';
import { TASKS } from '../../tasks/task.ts';

/** One point of one curve, as the corpus keeps it and the page draws it. */
export interface RunPoint {
  readonly name: string;
  readonly phase: string;
  readonly step: number;
  readonly value: number;
}

/**
 * The curves of a run: `loss` of the warm-up; `reward`, `kl`, `loss` and others of GRPO, with each task's reward as `reward TG`,
 * and as `decided TG` where decisions stood in for the truth;
 * `heldOut` (mean of the tasks' headline metrics) and `heldOut TG` with the warmed-up policy at step 0.
 */
export function pointsOf(event: TrainingEvent): RunPoint[] {
  if (event.kind === 'warm-up')
    return [{ name: 'loss', phase: 'warm-up', step: event.step, value: event.loss }];
  if (event.kind === 'grpo') return grpoPoints(event);
  if (event.kind === 'evaluation') return evaluationPoints(event);
  return [];
}

function grpoPoints(event: Extract<TrainingEvent, { kind: 'grpo' }>): RunPoint[] {
  const { step, reward, kl, loss, gradientNorm, learningRate, responseTokens, groups, flatGroups } = event;
  const rewardsIn = (of: typeof event.rewards) =>
    TASKS.flatMap((task) => {
      const own = of[task];
      return own === undefined ? [] : [{ task, ...own }];
    });
  const rewards = rewardsIn(event.rewards);
  const decided = rewardsIn(event.decided);
  const all = [...rewards, ...decided];
  const rollouts = all.reduce((sum, each) => sum + each.rollouts, 0);
  const mean = (pick: (each: (typeof all)[number]) => number): number =>
    rollouts === 0 ? 0 : all.reduce((sum, each) => sum + pick(each) * each.rollouts, 0) / rollouts;
  const values: Record<string, number> = {
    reward,
    kl,
    loss,
    gradientNorm,
    learningRate,
    responseTokens,
    format: mean(({ format }) => format),
    localization: mean(({ localization }) => localization),
    answer: mean(({ answer }) => answer),
    flatGroups: groups === 0 ? 0 : flatGroups / groups,
  };
  for (const { task, total } of rewards) values[`reward ${task}`] = total;
  for (const { task, total } of decided) values[`decided ${task}`] = total;
  return Object.entries(values).map(([name, value]) => ({ name, phase: 'grpo', step, value }));
}

function evaluationPoints(event: Extract<TrainingEvent, { kind: 'evaluation' }>): RunPoint[] {
  const { stage, step, score, report } = event;
  // The result repeats a step that was measured while training; the start stands apart, before the warm-up.
  if (event.split !== 'held-out' || stage === 'result') return [];
  const phase = stage === 'start' ? 'start' : 'grpo';
  const headlines = TASKS.flatMap((task) => {
    const value = report.tasks[task]?.[HEADLINE[task]] ?? null;
    return value === null ? [] : [{ name: `heldOut ${task}`, phase, step, value }];
  });
  return score === null ? headlines : [{ name: 'heldOut', phase, step, value: score }, ...headlines];
}
