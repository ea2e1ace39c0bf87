import type { Entry } from './kinds.ts';

const path = { path: 'text' } as const;

/** What is said of a video's file: why it cannot be used and what helps, and what is worth knowing where it can. */
export const MEDIA = {
  fileIsFolder: {
    text: '“{path}” is a folder, not a video. Choose the video files inside it.',
    values: path,
  },
  fileIsNoFile: {
    text: '“{path}” is {what, select, pipe {a named pipe} socket {a socket} device {a device} other {something else}}, not a video file. Copy the video to an ordinary file and choose that.',
    values: { ...path, what: ['pipe', 'socket', 'device', 'else'] },
  },
  fileEmpty: { text: '“{path}” is empty (0 bytes). Copy or download the video again.', values: path },
  fileNotThere: {
    text: '“{path}” is not there. If it was moved or renamed, choose it again at its new place.',
    values: path,
  },
  fileLinksInCircle: {
    text: '“{path}” is a link that leads round in a circle. Choose the video file itself.',
    values: path,
  },
  fileDenied: {
    text: '“{path}” may not be read by this user. Give yourself read permission on it, or copy it to a folder of your own.',
    values: path,
  },
  fileUnreadable: {
    text: '“{path}” could not be read ({reason}). Check the disk or network place it lies on.',
    values: { ...path, reason: 'text' },
  },
  fileStalled: {
    text: '“{path}” could not be read: the media tool made no progress and was ended. Copy the file to a local disk and try again.',
    values: path,
  },
  fileCrashedTool: {
    text: '“{path}” could not be read: the media tool crashed on it. Convert the file to MP4 (H.264), or install a newer ffmpeg.',
    values: path,
  },
  pictureTooLarge: {
    text: '“{path}” claims pictures of {width} x {height} pixels; at most 67 million pixels (8192 x 8192) are read. Convert it to a smaller size and choose that.',
    values: { ...path, width: 'text', height: 'text' },
  },
  pictureSizeless: {
    text: "“{path}” does not say how large its pictures are, so they can't be decoded. Copy or download it again.",
    values: path,
  },
  fileIsPlaylist: {
    text: '“{path}” is a playlist (HLS), not a video. Choose the video that it was made from.',
    values: path,
  },
  fileIsList: {
    text: '“{path}” is a list of files (ffconcat), not a video. Choose the files that it lists.',
    values: path,
  },
  fileIsPicture: {
    text: '“{path}” is a still picture ({kind}), not a video. Choose a video file.',
    values: { ...path, kind: 'text' },
  },
  fileIsText: { text: '“{path}” is a text file, not a video. Choose a video file.', values: path },
  fileUnfinished: {
    text: '“{path}” was never finished: its index (moov) is missing, because the recording, export or download broke off. Make or copy it again; a repair tool may save what is there.',
    values: path,
  },
  fileUnknownFormat: {
    text: '“{path}” is not a video in a format this program reads ({reason}). If another player shows it, convert it to MP4 (H.264) there and choose that.',
    values: { ...path, reason: 'text' },
  },
  decodingStalled: {
    text: 'Decoding the {what, select, sound {sound} other {pictures}} of “{path}” made no progress and was ended. Copy the file to a local disk and try again.',
    values: { ...path, what: ['pictures', 'sound'] },
  },
  decodingFailed: {
    text: "The {what, select, sound {sound} other {pictures}} of “{path}” can't be decoded ({reason}). Copy or download it again, or convert it to MP4 (H.264).",
    values: { ...path, what: ['pictures', 'sound'], reason: 'text' },
  },
  fileDamaged: {
    text: '“{path}” is damaged: its header or its times make no sense. Copy or download it again.',
    values: path,
  },
  noPictureRead: {
    text: '“{path}” has a video stream but not one picture can be read from it. Copy or download it again.',
    values: path,
  },
  noPictureDecoded: {
    text: '“{path}” has a video stream but not one picture of it can be decoded. Copy or download it again.',
    values: path,
  },
  clockRestarts: {
    text: '“{path}” starts its clock again at {at}, so its times are ambiguous: recordings were joined without being retimed. Convert it first, for example with “ffmpeg -i OLD -c copy NEW.mp4”.',
    values: { ...path, at: 'text' },
  },
  onlySound: {
    text: '“{path}” has sound but no moving pictures. Choose a file with video in it.',
    values: path,
  },
  noMovingPictures: {
    text: '“{path}” has no moving pictures in it. Choose a file with video in it.',
    values: path,
  },
  unknownCodec: {
    text: '“{path}” holds pictures in a codec that the ffmpeg in use does not know. Convert it to MP4 (H.264) with the program it comes from, or install a newer ffmpeg.',
    values: path,
  },
  decodedSoFar: {
    text: '“{path}” can be decoded only up to {at} of {end}. Copy or download it again, or cut it there.',
    values: { ...path, at: 'text', end: 'text' },
  },

  // The file can be used.
  hadToBeDecoded: {
    text: '“{path}” had to be decoded to find out when each picture is shown, because {doubt, select, untimed {its packets do not say when each picture is shown} shared {some of its packets share one presentation time} partial {it does not begin with a whole picture} other {its pictures are interlaced and may come as two halves}}; opening it takes longer.',
    values: { ...path, doubt: ['untimed', 'shared', 'partial', 'interlaced'] },
  },
  cutShort: {
    text: '“{path}” is cut short at {at} of {end}. What is there can be used; copy or download it again for the rest.',
    values: { ...path, at: 'text', end: 'text' },
  },
  soundEmpty: { text: '“{path}” has an audio stream with no sound in it.', values: path },
  soundUndecodable: {
    text: "The sound of “{path}” can't be decoded; its pictures can be used.",
    values: path,
  },
} as const satisfies Readonly<Record<string, Entry>>;
