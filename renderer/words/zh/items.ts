import type { Translated } from '../translated.ts';
import type { items as english } from '../en/items.ts';

export const items = {
  inspector: '检查器',
  item: '条目',
  noneSelected: '未选择条目',
  noneSelectedHelp:
    '在左侧选择条目，或在时间轴上选择区间。要新建，请在轨道中拖动，或用 {markIn} 和 {markOut} 标记一段后按 {create}。',
  ofVideo: '此视频的条目',
  items: '条目',
  allCurated: '{count, number} 个，全部已审定',
  waiting: '{count, number} 个中 {waiting, number} 个待处理',
  nothingAsked: '此视频还没有条目。用加号新建，或用 {markIn} 和 {markOut} 标记一段后按 {create}。',
  newItem: '新建条目',
  reopen: '重新打开',
  curated: '已审定',
  titles: { TG: '区间', VHD: '精彩片段', GVQA: '证据', TAL: '实例', DTG: '区间' },
  lookedNone: '已查看，没有。',
  noneYet: '还没有。请在时间轴最上方的轨道中拖动。',
  atPlayhead: '在播放头处',
  noneTip: '移除此条目的所有区间，可以撤销。',
  noneThere: '没有',
  start: '起点',
  to: '至',
  end: '终点',
  frames: '{count, plural, other {# 帧}}',
  showTip: '显示第一帧',
  show: '显示',
  earlier: '更早的 {count, number} 个',
  later: '更晚的 {count, number} 个',
  deleteInterval: '删除此区间',
} as const satisfies Translated<typeof english>;
