import { existsSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { allViewState } from '../../corpus/queries/project.ts';
import type { StudioApi } from '../api.ts';
import { viewState, type DeviceRow, type SystemInfo, type ViewState } from '../contract/index.ts';
import type { DeviceName, StepReport } from '../../training/device-reports.ts';
import type { Core } from '../core.ts';
import { listFolder } from '../files-api.ts';
import { sentenceOf } from '../sentence.ts';

/** `system`, `files`, `viewState`, `jobs`, `events`: what belongs to no place of the page alone. */
export function systemPart(
  core: Core,
): Pick<StudioApi, 'system' | 'files' | 'viewState' | 'jobs' | 'events'> {
  return {
    system: {
      info: () => systemInfo(core),
      devices: async () => {
        const { devices } = core.setting;
        const { device: id, sentence } = await devices.quickest();
        return { devices: deviceRows(core, await devices.reports()), auto: { id, sentence } };
      },
    },
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

async function systemInfo(core: Core): Promise<SystemInfo> {
  const { setting } = core;
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
    devices: deviceRows(core, await setting.devices.known()),
    sampleAvailable: existsSync(join(locations.resources, 'sample', 'corpus.json')),
    home: homedir(),
  };
}

const NAMES: Record<DeviceName, string> = {
  cpu: 'Processor',
  cuda: 'NVIDIA graphics card (CUDA)',
  webgpu: 'Graphics card (WebGPU)',
  dml: 'Graphics card (DirectML)',
  coreml: 'Apple neural engine (Core ML)',
};

/** A driver may take its process down, so nothing is tried here: see src/service/devices.ts. */
function deviceRows({ setting }: Core, reports: readonly StepReport[] | null): DeviceRow[] {
  const rows = setting.devices.graphics.map((id): DeviceRow => {
    const report = reports?.find(({ device }) => device === id);
    return { id, name: NAMES[id], ...(report === undefined ? NOT_TRIED : findingOf(report)) };
  });
  const measured = reports?.find(({ device }) => device === 'cpu');
  const note = measured === undefined ? null : findingOf(measured).note;
  return [
    { id: 'cpu', name: `${NAMES.cpu}, ${availableParallelism()} threads`, state: 'works', note },
    ...rows,
  ];
}

const NOT_TRIED = { state: 'unknown', note: 'Not tried yet.' } as const;

function findingOf(report: StepReport): Pick<DeviceRow, 'state' | 'note'> {
  if (!report.usable) return { state: 'fails', note: report.reason };
  return { state: 'works', note: `A training step takes ${report.secondsPerStep.toPrecision(2)} s.` };
}
