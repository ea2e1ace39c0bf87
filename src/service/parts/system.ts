import { existsSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { allViewState } from '../../corpus/queries/project.ts';
import type { StudioApi } from '../api.ts';
import { viewState, type SystemInfo, type ViewState } from '../contract/index.ts';
import type { Core } from '../core.ts';
import { listFolder } from '../files-api.ts';
import { sentenceOf } from '../sentence.ts';

/** `system`, `files`, `viewState`, `jobs`, `events`: what belongs to no place of the page alone. */
export function systemPart(
  core: Core,
): Pick<StudioApi, 'system' | 'files' | 'viewState' | 'jobs' | 'events'> {
  return {
    system: { info: () => systemInfo(core) },
    files: { list: (input) => listFolder(input?.dir) },
    viewState: {
      get: async () => viewStateOf(core),
      set: async (values) => {
        const { writer } = core.session.project;
        for (const [name, value] of Object.entries(values)) await writer.job('setViewState', { name, value });
      },
    },
    jobs: {
      list: async () => core.jobs.list(),
      cancel: async ({ jobId }) => core.jobs.cancel(jobId),
    },
    events: { subscribe: (lastEventId, signal) => core.events.subscribe(lastEventId, signal) },
  };
}

function viewStateOf(core: Core): ViewState {
  return viewState.parse(allViewState(core.session.project.db));
}

async function systemInfo({ setting }: Core): Promise<SystemInfo> {
  const { locations, shell, toolbox } = setting;
  const tools = await toolbox.tools().catch((error: unknown) => sentenceOf(error));
  return {
    version: locations.version,
    shell,
    platform: process.platform,
    ffmpeg:
      typeof tools === 'string'
        ? null
        : { version: tools.ffmpeg.version, source: tools.ffmpeg.source, path: tools.ffmpeg.path },
    ffmpegSentence: typeof tools === 'string' ? tools : null,
    devices: devices(),
    sampleAvailable: existsSync(join(locations.resources, 'sample', 'corpus.json')),
    home: homedir(),
  };
}

const GRAPHICS: Partial<Record<NodeJS.Platform, readonly [id: string, name: string][]>> = {
  linux: [
    ['cuda', 'NVIDIA graphics card (CUDA)'],
    ['webgpu', 'Graphics card (WebGPU)'],
  ],
  win32: [
    ['webgpu', 'Graphics card (WebGPU)'],
    ['dml', 'Graphics card (DirectML)'],
  ],
  darwin: [
    ['coreml', 'Apple neural engine (Core ML)'],
    ['webgpu', 'Graphics card (WebGPU)'],
  ],
};

/** What a run may name. A driver may take its process down, so nothing is tried here: the processes that run models find out. */
function devices(): SystemInfo['devices'] {
  const threads = availableParallelism();
  const graphics = (GRAPHICS[process.platform] ?? []).map(([id, name]) => ({
    id,
    name,
    note: 'Used when a run names it, where this machine has it.',
  }));
  return [{ id: 'cpu', name: `Processor, ${threads} threads`, note: null }, ...graphics];
}
