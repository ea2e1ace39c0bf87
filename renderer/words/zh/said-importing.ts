import type { IMPORTING } from '../../../src/tasks/said/importing.ts';

/** 导入时为适配而调整或保留的内容：并非错误。 */
export const importing = {
  importItem: '条目“{id}”',
  importInterval: '条目“{id}”的区间 {number}',
  importLabel: '标签“{label}”',
  importLabelOf: '“{group}”组的标签“{label}”',
  importMovedEdge: '{where}：{at} 秒超出视频不到一帧，已移到 {to} 秒。',
  importLeftItems: '{count} 个条目的编号已在项目中，项目中的内容保持不变。',
  importKeptDescription: '{what}：已在项目中，保留了项目中的描述。',
  importKeptLook: '{what}：已在项目中，保留了项目中的外观和属性。',
  importLostKey: '{what}：导入时未带按键 {key}，该键已被标签“{holder}”占用。',
} as const satisfies Readonly<Record<keyof typeof IMPORTING, string>>;
