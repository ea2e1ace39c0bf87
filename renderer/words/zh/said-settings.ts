import type { SETTINGS } from '../../../src/tasks/said/settings.ts';

/** 关于本机设置：是否可用，不可用的原因和解决办法。 */
export const settings = {
  settingsUnclear: '无法理解 {file} 中的设置。请修正该文件，或删除它以重新开始。',
  settingsUnwritable: '无法将设置写入 {file}。',
  noEncoder: '未设置：策略只用自带的视觉。',
  noCuda: '未设置：不使用 CUDA。',
  cudaThere: '提供程序已就位；CUDA 是否可用见设备列表。',
  cudaOnLinux: 'CUDA 只能在 x64 处理器的 Linux 上使用，而本机是 {system}。请改选 WebGPU。',
  cudaNoFolder: '{folder} 不是文件夹。请选择含 ONNX Runtime CUDA 提供程序的文件夹。',
  cudaLacks:
    '{folder} 缺少 {missing}。请选择含 ONNX Runtime 1.30 CUDA 提供程序的文件夹（其 Linux GPU 包的 lib 文件夹），或使用 WebGPU。',
  bothOf: '{first} 和 {second}',
  noFfmpegChosen: '未选择。',
  ffmpegFound: '未选择：找到并使用 {file}（{version}）。',
  ffmpegUsed: '使用 ffmpeg {version}。',
  ffmpegUnfit: '{file} 不能用作 ffmpeg。{why}',
  toolNotThere: '没有这个文件。',
  toolDoesNotRun: '它无法运行（{reason}）。',
  toolIsAnother: '它的应答不像 {tool}。',
  toolTooOld: '它的版本是 {version}；需要 {oldest} 或更新。',
} as const satisfies Readonly<Record<keyof typeof SETTINGS, string>>;
