import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { english, say, type Said } from '../tasks/said/said.ts';

/** Names the folder with the CUDA provider, for processes started later: set it from the settings before they start. */
export const cudaFolderVariable = 'TEMPR1_CUDA';

/** The libraries that make ONNX Runtime compute with CUDA; `npm run setup:cuda` brings them for a checkout. */
const needed = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

/** A folder that CUDA can't be used from; the message says why and what to do. */
export class CudaFolderError extends Error {
  override readonly name = 'CudaFolderError';
  /** The message for any language. */
  readonly said: Said;
  constructor(said: Said) {
    super(english(said));
    this.said = said;
  }
}

/**
 * Checks a folder chosen in the settings, before any process is started with it.
 * @throws CudaFolderError when this system has no CUDA provider, or the folder lacks a library of it.
 */
export function checkCudaFolder(folder: string, system = `${process.platform} ${process.arch}`): void {
  if (system !== 'linux x64') {
    throw new CudaFolderError(say('cudaOnLinux', { system }));
  }
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new CudaFolderError(say('cudaNoFolder', { folder }));
  }
  const [first, second] = needed.filter((name) => !existsSync(path.join(folder, name)));
  if (first === undefined) return;
  const missing = second === undefined ? first : say('bothOf', { first, second });
  throw new CudaFolderError(say('cudaLacks', { folder, missing }));
}

/** What to do when the provider did not load. */
export function cudaHint(): string {
  const folder = process.env[cudaFolderVariable];
  if (folder === undefined || folder === '') {
    return 'Choose the folder with the CUDA provider in the settings (for a checkout: npm run setup:cuda), or use WebGPU.';
  }
  return `${folder} may be of another version, or a library of CUDA 12 or cuDNN 9 is missing on this machine.`;
}

/** ONNX Runtime's own libraries and those of a CUDA folder, as links in one folder. */
export interface LinkedRuntime {
  readonly folder: string;
  /** File name of the library that Node loads. */
  readonly binding: string;
}

/**
 * Makes the folder of links; it goes when the process ends.
 * @param main the main file of the package onnxruntime-node
 * @throws CudaFolderError as `checkCudaFolder`.
 */
export function linkedRuntime(cudaFolder: string, main: string): LinkedRuntime {
  checkCudaFolder(cudaFolder);
  const own = path.resolve(path.dirname(main), '..', 'bin', 'napi-v6', process.platform, process.arch);
  const folder = mkdtempSync(path.join(tmpdir(), 'tempr1-cuda-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const from of [own, path.resolve(cudaFolder)]) {
    for (const name of readdirSync(from).filter((file) => /\.(node|so)(\.|$)/.test(file))) {
      const link = path.join(folder, name);
      if (!existsSync(link)) symlinkSync(path.join(from, name), link);
    }
  }
  return { folder, binding: 'onnxruntime_binding.node' };
}
