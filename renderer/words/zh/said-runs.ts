import type { RUNS } from '../../../src/tasks/said/runs.ts';

/** 训练正在做什么，结果如何。 */
export const runs = {
  runOpening: '正在打开策略。',
  runPlanning: '正在规划训练。',
  runSaving: '正在写入策略。',
  runLooking: '正在查看第 {number} 个视频，共 {total} 个。',
  runAnswering: '正在回答 {total} 个保留问题。',
  runStep: '{phase, select, grpo {GRPO} other {预热}}，第 {done} 步，共 {total} 步。',
  runInterrupted: '随应用结束；可以继续。',
  runBrokeOff: '{why} 最后一个检查点之前的训练结果已保留：可以继续训练。',

  runOver: '训练已完成。',
  runScores: '保留视频得分：之前 {before} %，之后 {after} %。',
  runLearned: '还从 {items} 个未审定条目的 {count} 次决定中学习。',
  runIsCurrent: '它现在是当前策略。',
  runToDecide: '请查看，然后采用或丢弃。',
  runAgain: '用相同的策略和语料，以 {options} 可再次得到此结果。',
  andThen: '{first}{second}',
} as const satisfies Readonly<Record<keyof typeof RUNS, string>>;
