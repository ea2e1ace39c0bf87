import type { Entry } from './kinds.ts';

const file = { file: 'text' } as const;
const folder = { folder: 'text' } as const;

/** What is said of settings of this machine: how one can serve, or why not and what helps. */
export const SETTINGS = {
  settingsUnclear: {
    text: "The settings in {file} can't be understood. Mend the file, or delete it to begin anew.",
    values: file,
  },
  settingsUnwritable: { text: "The settings can't be written to {file}.", values: file },
  noEncoder: { text: 'None is set: policies see through their own eyes alone.', values: {} },
  noCuda: { text: 'None is set: CUDA is not used.', values: {} },
  cudaThere: {
    text: 'The provider is there; the list of devices says whether CUDA works with it.',
    values: {},
  },
  cudaOnLinux: {
    text: 'CUDA can be used on Linux with an x64 processor only, and this is {system}. Choose WebGPU instead.',
    values: { system: 'text' },
  },
  cudaNoFolder: {
    text: "{folder} is no folder. Choose the one with ONNX Runtime's CUDA provider.",
    values: folder,
  },
  cudaLacks: {
    text: '{folder} lacks {missing}. Choose the folder with the CUDA provider of ONNX Runtime 1.30 (the lib folder of its GPU package for Linux), or use WebGPU.',
    values: { ...folder, missing: 'said' },
  },
  bothOf: { text: '{first} and {second}', values: { first: 'text', second: 'text' } },
  noFfmpegChosen: { text: 'None is chosen.', values: {} },
  ffmpegFound: {
    text: 'None is chosen: {file} ({version}) was found and is used.',
    values: { ...file, version: 'text' },
  },
  ffmpegUsed: { text: 'ffmpeg {version} is used.', values: { version: 'text' } },
  ffmpegUnfit: { text: "{file} can't serve as ffmpeg. {why}", values: { ...file, why: 'said' } },
  toolNotThere: { text: 'There is no such file.', values: {} },
  toolDoesNotRun: { text: 'It does not run ({reason}).', values: { reason: 'text' } },
  toolIsAnother: { text: 'It does not answer as {tool} does.', values: { tool: 'text' } },
  toolTooOld: {
    text: 'It is version {version}; {oldest} or newer is needed.',
    values: { version: 'text', oldest: 'text' },
  },
} as const satisfies Readonly<Record<string, Entry>>;
