import type { Translated } from '../translated.ts';
import type { suggestions as english } from '../en/suggestions.ts';

export const suggestions = {
  'suggest-here': '仅为标记或可见的片段生成建议',
  'accept-rest': '接受条目余下的建议，审定，继续',
  'reject-rest': '拒绝条目余下的全部建议',
  'take-answer': '采用建议的答案或曲线',
  'reject-answer': '拒绝建议的答案或曲线',
  'auto-advance': '决定后自动前进，或停留',
  'play-arrival': '到达建议时播放，或只显示首帧',
  'next-video': '下一个待处理视频',
  'nudge-back-fifth': '边界提前 0.2 秒',
  'nudge-on-fifth': '边界推后 0.2 秒',

  advances: '决定之后自动转到下一条建议。',
  stays: '决定之后停留在原处。',
  plays: '到达建议时自动播放。',
  showsFirstFrame: '到达建议时显示其首帧。',
  allCurated: '列表中所有视频的条目都已审定。',
  nothingToReject: '该条目没有可拒绝的建议。',
  noAnswer: '该条目没有待决定的建议答案或曲线。',
  noMore: '该视频没有待决定的建议。',
  nothingLeftCurate: '该条目的建议均已决定。如无遗漏，按 C 审定。',
  nothingLeftDraw: '该条目的建议均已决定，但仍有缺失：请手动绘制。',
  askingItems: '正在就所选条目询问策略。',
  askingStretch: '正在询问策略；只保留该片段内的结果。',
} as const satisfies Translated<typeof english>;
