import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checkCudaFolder, CudaFolderError, cudaFolderVariable } from './cuda-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cuda-folder-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const provider = 'libonnxruntime_providers_cuda.so';
const shared = 'libonnxruntime_providers_shared.so';

describe('a CUDA folder', () => {
  it('is refused in words where it cannot be used', async () => {
    const check =
      (dir: string, system = 'linux x64') =>
      () =>
        checkCudaFolder(dir, system);
    expect(check(folder, 'darwin arm64')).toThrow(
      'on Linux with an x64 processor only, and this is darwin arm64',
    );
    expect(check(path.join(folder, 'none'))).toThrow('none is no folder');
    expect(check(folder)).toThrow(`lacks ${shared} and ${provider}`);
    await writeFile(path.join(folder, shared), '');
    expect(check(folder)).toThrow(`lacks ${provider}. Choose the folder`);
    expect(check(folder)).toThrow(CudaFolderError);
    await writeFile(path.join(folder, provider), '');
    expect(check(folder)).not.toThrow();
  });

  // The provider exists for this system only.
  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'is where ONNX Runtime looks for the provider, while the cpu goes on as before',
    async () => {
      for (const name of [shared, provider]) await writeFile(path.join(folder, name), 'not a library');
      const temporary = path.join(folder, 'tmp');
      await mkdir(temporary);
      const program = path.join(import.meta.dirname, 'testing', 'try-cuda.ts');
      const env = { ...process.env, [cudaFolderVariable]: folder, TMPDIR: temporary };
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [program], { env });
      const { y, cuda } = z.object({ y: z.array(z.number()), cuda: z.string() }).parse(JSON.parse(stdout));
      expect(y).toEqual([2, 4]);
      expect(cuda).toContain('The CUDA provider could not be loaded');
      // It found the files that were made here, which are no libraries.
      expect(stderr).toMatch(
        /tempr1-cuda-\w+\/libonnxruntime_providers_\w+\.so: (file too short|invalid ELF header)/,
      );
      expect(await readdir(temporary)).toEqual([]);
    },
  );
});
