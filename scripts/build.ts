/** Builds what ships: the page (dist/renderer) and, unless `--page` is given, the programs (dist/service, dist/electron). */
import { build } from 'vite';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './lib/root.ts';
import { writePageStamp } from './lib/page-stamp.ts';

/** Modules that stay outside the bundles: native ones, Electron itself, and what may be absent. */
const external = [/^node:/, 'electron', 'better-sqlite3', 'onnxruntime-node', 'ffmpeg-static'];

/** Programs that run in their own process or thread; each becomes one file that needs only the external modules. */
const programs: readonly { outDir: string; format: 'es' | 'cjs'; input: Record<string, string> }[] = [
  {
    outDir: 'dist/service',
    format: 'es',
    input: {
      main: 'src/service/main.ts',
      'writer-worker': 'src/corpus/writer-worker.ts',
      'keeper-worker': 'src/corpus/keeper-worker.ts',
      'trainer-worker': 'src/training/worker.ts',
      'model-worker': 'src/training/model-worker.ts',
      'device-worker': 'src/training/device-worker.ts',
      tempr1: 'src/cli/main.ts',
    },
  },
  {
    outDir: 'dist/electron',
    format: 'es',
    input: {
      main: 'electron/main.ts',
      service: 'electron/service-main.ts',
      'writer-worker': 'src/corpus/writer-worker.ts',
    },
  },
  // A sandboxed preload must be one CommonJS file.
  { outDir: 'dist/electron', format: 'cjs', input: { preload: 'electron/preload.ts' } },
];

async function buildPrograms(): Promise<void> {
  for (const { outDir, format, input } of programs)
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      publicDir: false,
      ssr: { noExternal: true, target: 'node' },
      build: {
        ssr: true,
        target: 'node24',
        outDir: path.join(root, outDir),
        emptyOutDir: false,
        minify: false,
        sourcemap: true,
        rollupOptions: {
          input: Object.fromEntries(
            Object.entries(input).map(([name, file]) => [name, path.join(root, file)]),
          ),
          external,
          output: {
            format,
            entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
            // Flat, because a module finds its worker beside itself.
            chunkFileNames: '[name]-[hash].js',
          },
        },
      },
    });
}

async function buildPage(): Promise<void> {
  await build({ configFile: path.join(root, 'vite.config.ts'), logLevel: 'warn' });
  writePageStamp();
}

const pageOnly = process.argv.includes('--page');
if (!pageOnly)
  for (const folder of ['dist/service', 'dist/electron'])
    rmSync(path.join(root, folder), { recursive: true, force: true });
await buildPage();
if (!pageOnly) await buildPrograms();
