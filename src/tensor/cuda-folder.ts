import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Names the folder with the CUDA provider, for processes started later: set it from the settings before they start. */
export const cudaFolderVariable = 'TEMPR1_CUDA';

/** The libraries that make ONNX Runtime compute with CUDA; `npm run setup:cuda` brings them for a checkout. */
const needed = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

/** A folder that CUDA can't be used from; the message says why and what to do. */
export class CudaFolderError extends Error {
  override readonly name = 'CudaFolderError';
}

/**
 * Checks a folder chosen in the settings, before any process is started with it.
 * @throws CudaFolderError when this system has no CUDA provider, or the folder lacks a library of it.
 */
export function checkCudaFolder(folder: string, system = `${process.platform} ${process.arch}`): void {
  if (system !== 'linux x64') {
    throw new CudaFolderError(
      `CUDA can be used on Linux with an x64 processor only, and this is ${system}. Choose WebGPU instead.`,
    );
  }
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new CudaFolderError(`${folder} is no folder. Choose the one with ONNX Runtime's CUDA provider.`);
  }
  const missing = needed.filter((name) => !existsSync(path.join(folder, name)));
  if (missing.length > 0) {
    throw new CudaFolderError(
      `${folder} lacks ${missing.join(' and ')}. Choose the folder with the CUDA provider of ONNX Runtime 1.30 ` +
        `(the lib folder of its GPU package for Linux), or use WebGPU.`,
    );
  }
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
