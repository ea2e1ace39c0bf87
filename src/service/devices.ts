import { randomUUID } from 'node:crypto';
import type { Said } from '../tasks/said/said.ts';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, release } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { checkCudaFolder, CudaFolderError, cudaFolderVariable } from '../tensor/cuda-folder.ts';
import { deviceSchema } from '../tensor/device-schema.ts';
import { withCudaFolder } from '../training/cuda-spawner.ts';
import { measureDevices } from '../training/device-host.ts';
import {
  fallBack,
  quickest,
  stepReport,
  type ChosenDevice,
  type DeviceName,
  type StepReport,
} from '../training/device-reports.ts';
import type { Spawner } from '../training/spawner.ts';
import type { AppSettings } from './app-settings.ts';

const GRAPHICS: Partial<Record<NodeJS.Platform, readonly DeviceName[]>> = {
  linux: ['cuda', 'webgpu'],
  win32: ['webgpu', 'dml'],
  darwin: ['coreml', 'webgpu'],
};

/** What this system may have beside the processor. */
export function graphicsDevices(platform = process.platform): readonly DeviceName[] {
  return GRAPHICS[platform] ?? [];
}

const keptFile = z.object({ machine: z.string(), reports: z.array(stepReport) });

export interface DeviceDeskSetting {
  readonly spawner: Spawner;
  readonly appSettings: AppSettings;
  /** The application's settings folder: findings are kept in `devices.json` there. */
  readonly configDir: string;
  /** The application's version, and with it that of ONNX Runtime. */
  readonly version: string;
  /** Default: what this system may have. */
  readonly graphics?: readonly DeviceName[];
  /** Milliseconds that measuring a graphics device may take. */
  readonly limitMs?: number;
}

/**
 * Which devices work here and which is quickest, measured in processes that may be lost, by a training step of the compact
 * policy; found out when first asked and kept for as long as machine, driver, settings and version stay the same.
 */
export class DeviceDesk {
  /** Starts processes that find the CUDA provider where the settings say. */
  readonly spawner: Spawner;
  readonly #setting: DeviceDeskSetting;
  #measuring: Promise<StepReport[]> | null = null;

  constructor(setting: DeviceDeskSetting) {
    this.#setting = setting;
    this.spawner = withCudaFolder(setting.spawner, () => this.#usableCudaFolder());
  }

  get graphics(): readonly DeviceName[] {
    return this.#setting.graphics ?? graphicsDevices();
  }

  /** What was found earlier; null where nothing was, or on what was another machine. */
  async known(): Promise<StepReport[] | null> {
    const text = await readFile(this.#file, 'utf8').catch(() => null);
    if (text === null) return null;
    try {
      const { machine, reports } = keptFile.parse(JSON.parse(text));
      return machine === (await this.#machine()) ? reports : null;
    } catch {
      // It only saves measuring again.
      return null;
    }
  }

  /** What is known, or else is found out now. */
  async reports(): Promise<StepReport[]> {
    const known = await this.known();
    if (known !== null) return known;
    this.#measuring ??= this.#measure().finally(() => {
      this.#measuring = null;
    });
    return this.#measuring;
  }

  /**
   * What to compute on where a person asked for `wanted`: for `auto` the quickest; the processor where that device does not
   * work. Names that this system does not know stay as they are: the process that runs the model refuses them.
   * @returns the device, and a sentence where a person should know why
   */
  async choose(wanted: string): Promise<{ readonly device: string; readonly sentence: string | null }> {
    if (wanted === 'auto') return this.quickest();
    const { data } = deviceSchema.safeParse(wanted);
    if (data === undefined || !this.graphics.includes(data)) return { device: wanted, sentence: null };
    return fallBack(data, await this.reports()) ?? { device: data, sentence: null };
  }

  /** The quickest device, and what that was found by. */
  async quickest(): Promise<ChosenDevice> {
    return quickest(await this.reports());
  }

  async #measure(): Promise<StepReport[]> {
    const { limitMs } = this.#setting;
    const machine = await this.#machine();
    const reports = await measureDevices(this.spawner, this.graphics, {
      // As the processes that run models do it: one core is left to the page and the service.
      threads: Math.max(1, availableParallelism() - 1),
      ...(limitMs !== undefined && { limitMs }),
    });
    await this.#keep({ machine, reports });
    return reports;
  }

  /** Everything that may change what was found. */
  async #machine(): Promise<string> {
    const { appSettings, version } = this.#setting;
    const folder = (await appSettings.read()).cudaFolder;
    const changed = folder === null ? null : await stat(folder).catch(() => null);
    const driver = await readFile('/proc/driver/nvidia/version', 'utf8').catch(() => '');
    return JSON.stringify([
      version,
      process.platform,
      process.arch,
      release(),
      cpus()[0]?.model,
      availableParallelism(),
      driver,
      process.env['VK_ICD_FILENAMES'],
      folder ?? process.env[cudaFolderVariable],
      changed?.mtimeMs,
      this.graphics,
    ]);
  }

  async #keep(found: z.infer<typeof keptFile>): Promise<void> {
    const draft = `${this.#file}.${randomUUID().slice(0, 8)}.tmp`;
    try {
      await mkdir(this.#setting.configDir, { recursive: true });
      await writeFile(draft, `${JSON.stringify(found, null, 2)}\n`);
      await rename(draft, this.#file);
    } catch {
      // Then it is measured again next time.
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  /** A folder that was right once and is not any more must not take down processes that would not use it. */
  async #usableCudaFolder(): Promise<string | null> {
    const { cudaFolder } = await this.#setting.appSettings.read();
    return cudaFolder === null || cudaRefusal(cudaFolder) !== null ? null : cudaFolder;
  }

  get #file(): string {
    return join(this.#setting.configDir, 'devices.json');
  }
}

/** Why CUDA can't be used from a folder; null when it can. */
export function cudaRefusal(folder: string): Said | null {
  try {
    checkCudaFolder(folder);
    return null;
  } catch (error) {
    if (error instanceof CudaFolderError) return error.said;
    throw error;
  }
}
