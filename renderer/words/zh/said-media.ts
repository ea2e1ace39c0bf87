import type { MEDIA } from '../../../src/tasks/said/media.ts';

/** 关于视频文件的说明：为何不可用、如何解决，以及可用时值得知道的事。 */
export const media = {
  fileIsFolder: '“{path}”是文件夹，不是视频。请选择其中的视频文件。',
  fileIsNoFile:
    '“{path}”是{what, select, pipe {命名管道} socket {套接字} device {设备} other {其他东西}}，不是视频文件。请将视频复制为普通文件后再选择。',
  fileEmpty: '“{path}”是空文件（0 字节）。请重新复制或下载视频。',
  fileNotThere: '“{path}”不存在。如果已移动或改名，请在新位置重新选择。',
  fileLinksInCircle: '“{path}”是循环指向的链接。请选择视频文件本身。',
  fileDenied: '当前用户无权读取“{path}”。请授予读取权限，或复制到自己的文件夹。',
  fileUnreadable: '无法读取“{path}”（{reason}）。请检查其所在的磁盘或网络位置。',
  fileStalled: '无法读取“{path}”：媒体工具没有进展，已被终止。请将文件复制到本地磁盘后重试。',
  fileCrashedTool:
    '无法读取“{path}”：媒体工具在处理它时崩溃。请将文件转换为 MP4 (H.264)，或安装更新的 ffmpeg。',
  pictureTooLarge:
    '“{path}”声称画面为 {width} x {height} 像素；最多读取 6700 万像素 (8192 x 8192)。请转换为较小尺寸后再选择。',
  pictureSizeless: '“{path}”没有说明画面大小，因此无法解码。请重新复制或下载。',
  fileIsPlaylist: '“{path}”是播放列表 (HLS)，不是视频。请选择其来源视频。',
  fileIsList: '“{path}”是文件列表 (ffconcat)，不是视频。请选择其中列出的文件。',
  fileIsPicture: '“{path}”是静态图片（{kind}），不是视频。请选择视频文件。',
  fileIsText: '“{path}”是文本文件，不是视频。请选择视频文件。',
  fileUnfinished:
    '“{path}”没有完成：索引 (moov) 缺失，因为录制、导出或下载中断。请重新制作或复制；修复工具也许能挽救已有的内容。',
  fileUnknownFormat:
    '“{path}”不是本程序能读取的视频格式（{reason}）。如果其他播放器能播放，请在那里转换为 MP4 (H.264) 后再选择。',
  decodingStalled:
    '解码“{path}”的{what, select, sound {声音} other {画面}}没有进展，已被终止。请将文件复制到本地磁盘后重试。',
  decodingFailed:
    '“{path}”的{what, select, sound {声音} other {画面}}无法解码（{reason}）。请重新复制或下载，或转换为 MP4 (H.264)。',
  fileDamaged: '“{path}”已损坏：文件头或时间没有意义。请重新复制或下载。',
  noPictureRead: '“{path}”有视频流，但读不出任何画面。请重新复制或下载。',
  noPictureDecoded: '“{path}”有视频流，但没有一幅画面能解码。请重新复制或下载。',
  clockRestarts:
    '“{path}”的时钟在 {at} 处重新开始，因此时间有歧义：录像拼接时没有重新计时。请先转换，例如用“ffmpeg -i OLD -c copy NEW.mp4”。',
  onlySound: '“{path}”有声音但没有动态画面。请选择含视频的文件。',
  noMovingPictures: '“{path}”中没有动态画面。请选择含视频的文件。',
  unknownCodec:
    '“{path}”的画面使用了当前 ffmpeg 不认识的编码。请用其来源程序转换为 MP4 (H.264)，或安装更新的 ffmpeg。',
  decodedSoFar: '“{path}”只能解码到 {at}，全长 {end}。请重新复制或下载，或在该处截断。',

  hadToBeDecoded:
    '必须解码“{path}”才能知道每幅画面何时显示，因为{doubt, select, untimed {其数据包没有说明每幅画面何时显示} shared {部分数据包的显示时间相同} partial {它不以完整画面开头} other {其画面为隔行扫描，可能分成两半}}；打开需要更久。',
  cutShort: '“{path}”在 {at} 处中断，全长应为 {end}。已有部分可以使用；其余部分请重新复制或下载。',
  soundEmpty: '“{path}”有音频流，但其中没有声音。',
  soundUndecodable: '“{path}”的声音无法解码；画面可以使用。',
} as const satisfies Readonly<Record<keyof typeof MEDIA, string>>;
