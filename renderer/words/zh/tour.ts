import type { Translated } from '../translated.ts';
import type { tour as english } from '../en/tour.ts';

export const tour = {
  label: '导览，第 {at, number} 步，共 {count, number} 步',
  progress: '{at, number} / {count, number}',
  next: '下一步',
  back: '上一步',
  skip: '跳过导览',
  ask: '请策略建议',
  videosTitle: '视频列在这里',
  videosText: '示例含十二个短视频，标签已知。圆点和数字表示每个视频已审定的程度。',
  playerTitle: '逐帧观看',
  playerText: '{play} 播放和停止。{back} 和 {on} 移动一帧，加 Shift 移动一秒。时间精确到帧。',
  timelineTitle: '区间位于时间轴上',
  timelineText:
    '实心的由人创建；建议带斜纹，单独占一条轨道。{markIn} 和 {markOut} 标记起点与终点，{create} 创建区间。',
  suggestTitle: '让策略给出建议',
  suggestText: '本项目的策略会查看视频，为此条目建议区间。已标注的内容从不改变。',
  waitingText: '策略正在查看视频。需要几秒，首次稍久。',
  acceptTitle: '接受第一条建议',
  acceptText: '它已被选中并画在时间轴上。{accept} 接受，{reject} 拒绝并转到下一条；{undo} 可撤销任何操作。',
  accept: '接受',
  noneText: '策略没有为此条目找到内容。可选择其他条目并按 {suggest}，或在此结束导览。',
  done: '已接受第一条建议。全部命令见 {palette}，全部按键见 {shortcuts}。',
  skipped: '可随时从 {palette} 重新开始：{tour}。',
  needsProject: '导览使用示例项目，正在打开。',
} as const satisfies Translated<typeof english>;
