import type { Translated } from '../translated.ts';
import type { coverage as english } from '../en/coverage.ts';

export const coverage = {
  strip: '{title}：已看 {watched}，略看 {skimmed}，未看 {unseen}',
  wallTitle: '已看与未看的时间',
  wallText: '已看、略看或从未看过：只有看过的空白才算答案。',
  watched: '已看',
  skimmed: '略看',
  unseen: '未看',
  total: '已看 {watched}，略看 {skimmed}，未看 {unseen}，共 {total}',
  order: '排序',
  orderUnseen: '未看最多的在前',
  orderSeen: '已看最多的在前',
  orderImport: '按导入顺序',
  next: '转到下一段未看的时间',
  nothingLeft: '全部都看过了。',
  nextIs: '{title} 从 {from} 到 {to} 还没有人看过。',
  list: '按已看程度排列的视频',
  more: '显示更多',
  open: '在未看处打开 {title}',
  empty: '还没有视频。',
} as const satisfies Translated<typeof english>;
