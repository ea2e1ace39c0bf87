import { createRequire } from 'node:module';
import path from 'node:path';
import type * as OnnxRuntime from 'onnxruntime-node';
import { cudaFolderVariable, linkedRuntime } from './cuda-folder.ts';

// ONNX Runtime 1.30 otherwise reports its use to its maker over the network (Linux, macOS), and leaves files in the folder for
// temporary ones. What happens here stays here.
process.env['ORT_DISABLE_TELEMETRY'] = '1';

const load: (name: string) => typeof OnnxRuntime = createRequire(import.meta.url);

/** ONNX Runtime's package; with the CUDA provider of the folder that the environment names, if it names one. */
export const runtime = withCuda(process.env[cudaFolderVariable]);

/**
 * ONNX Runtime looks for providers only beside its own library, which in an installed application is no place to write to:
 * it is loaded through a folder of links to itself and to the provider.
 */
function withCuda(folder: string | undefined): typeof OnnxRuntime {
  if (folder === undefined || folder === '') return load('onnxruntime-node');
  const links = linkedRuntime(folder, createRequire(import.meta.url).resolve('onnxruntime-node'));
  const dlopen = process.dlopen.bind(process);
  const linked = path.join(links.folder, links.binding);
  process.dlopen = (module: object, file: string, ...rest: []) =>
    dlopen(module, path.basename(file) === links.binding ? linked : file, ...rest);
  try {
    return load('onnxruntime-node');
  } finally {
    process.dlopen = dlopen;
  }
}
