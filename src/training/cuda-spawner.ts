import { cudaFolderVariable } from '../tensor/cuda-folder.ts';
import type { Spawner } from './spawner.ts';

/**
 * A spawner whose processes find the CUDA provider in a folder.
 * @param folder the one to use, asked for at every start; null: as this process was started
 */
export function withCudaFolder(spawner: Spawner, folder: () => Promise<string | null>): Spawner {
  return {
    spawn: async (entry, args, socketPath, env) => {
      const chosen = await folder();
      const more = chosen === null ? env : { ...env, [cudaFolderVariable]: chosen };
      return spawner.spawn(entry, args, socketPath, more);
    },
  };
}
