/** `npm start [-- PROJECT]`: the application in Electron, or in the browser where Electron's binary can't be had. */
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { electronBinary } from './lib/electron-binary.ts';
import { buildIfStale } from './lib/build-if-stale.ts';
import { root } from './lib/root.ts';

const CONNECT_MS = 4000;

/** Whether Electron's downloads can be reached at all; a blocked network must not cost minutes. */
function canReachDownloads(): Promise<boolean> {
  const mirror =
    process.env['ELECTRON_MIRROR'] ?? process.env['npm_config_electron_mirror'] ?? 'https://github.com/';
  const address = URL.parse(mirror);
  // Behind a proxy a direct connection proves nothing: let the download try.
  if (
    address === null ||
    process.env['HTTPS_PROXY'] !== undefined ||
    process.env['https_proxy'] !== undefined
  )
    return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect({
      host: address.hostname,
      port: address.port === '' ? 443 : Number(address.port),
    });
    const done = (reached: boolean): void => {
      socket.destroy();
      resolve(reached);
    };
    socket.setTimeout(CONNECT_MS, () => {
      done(false);
    });
    socket.once('connect', () => {
      done(true);
    });
    socket.once('error', () => {
      done(false);
    });
  });
}

function run(file: string, args: readonly string[], options: { quiet?: boolean } = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, stdio: options.quiet === true ? 'ignore' : 'inherit' });
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, pass);
    child.once('error', () => {
      resolve(1);
    });
    child.once('close', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, pass);
      resolve(code ?? 0);
    });
  });
}

/** Electron's executable, fetched once if need be, or the reason why there is none. */
async function electronOrReason(): Promise<{ file: string } | { reason: string }> {
  const present = electronBinary();
  if (present !== null) return { file: present };
  if (!(await canReachDownloads())) return { reason: 'Electron’s download can’t be reached from here' };
  process.stderr.write('Fetching Electron once (about 120 MB) ...\n');
  const started = Date.now();
  const tick = setInterval(() => {
    process.stderr.write(`  ${Math.round((Date.now() - started) / 1000)} s\n`);
  }, 5000);
  const code = await run(process.execPath, [path.join(root, 'node_modules/electron/install.js')]);
  clearInterval(tick);
  const fetched = code === 0 ? electronBinary() : null;
  return fetched === null ? { reason: 'Electron could not be fetched' } : { file: fetched };
}

/** The project named on the command line, against the folder the user stands in. */
function projectFolder(): string | null {
  const named = process.argv.slice(2).find((each) => !each.startsWith('-'));
  if (named === undefined) return null;
  const folder = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), named);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    process.stderr.write(
      `There is no project folder ${folder}. Give the folder of a project, or none to see the start screen.\n`,
    );
    process.exit(1);
  }
  return folder;
}

const project = projectFolder();
const wantsBrowser = process.argv.includes('--browser');
const electron = wantsBrowser ? { reason: 'asked for with --browser' } : await electronOrReason();
buildIfStale('file' in electron ? 'everything' : 'page');
if ('file' in electron)
  process.exitCode = await run(electron.file, [root, ...(project === null ? [] : [project])]);
else {
  process.stderr.write(`Opening in your browser, because Electron is not used: ${electron.reason}.\n`);
  const program = path.join(root, 'src/cli/main.ts');
  process.exitCode = await run(process.execPath, [
    ...process.execArgv,
    program,
    'serve',
    ...(project === null ? [] : [project]),
    ...(process.argv.includes('--no-open') ? [] : ['--open']),
  ]);
}
