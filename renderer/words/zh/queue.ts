import type { Translated } from '../translated.ts';
import type { queue as english } from '../en/queue.ts';

export const queue = {
  videos: '视频',
  countVideos: '{count, plural, other {# 个视频}}',
  nothingFits: '没有符合的视频。请清除搜索或选择全部状态。',
  search: '搜索视频和文本',
  searchLabel: '搜索视频',
  clear: '清除搜索',
  state: '状态',
  all: '全部',
  states: { new: '未开始', begun: '进行中', done: '已完成', missing: '文件缺失' },
  order: '视频排序',
  orders: { value: '最有价值的在前', order: '按导入顺序' },
  splits: { train: '训练', validation: '验证', test: '测试' },
  fileMissing: '文件缺失',
  curatedOf: '{items, number} 个条目中已审定 {curated, number} 个',
  suggested: '{count, number} 条建议',
  watched: '已观看 {percent, number}%',
  reasons: {
    'answers-disagree': '不确定',
    'unlike-curated': '新颖',
    both: '不确定、新颖',
    'new-group': '新类别',
  },
  newGroup: '“{group}”组还没有任何已审定内容；已审定内容中越少见的，收获越大。',
  tornFew: '模型的回答分歧为 {percent, number}%；已审定的视频太少，无法比较。',
  tornNew: '模型的回答分歧为 {percent, number}%；该视频与已审定内容的差异为 {novelty, number}%。',
  onlySuggested: '仅含待决定建议的视频',
  split: '划分',
  allSplits: '全部划分',
} as const satisfies Translated<typeof english>;
