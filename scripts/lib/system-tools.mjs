// Plain JavaScript on purpose: see bootstrap.mjs.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline/promises';
import { giveUp, root } from './bootstrap.mjs';

function onPath(names) {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const folder of (process.env.PATH ?? '').split(path.delimiter))
    for (const name of names) {
      const file = path.join(folder, name + suffix);
      if (folder !== '' && existsSync(file)) return file;
    }
  return null;
}

/** Some ffmpeg: the variable, the optional package, or the PATH. The application itself looks closer (`tempr1 doctor`). */
export function findFfmpeg() {
  const named = process.env.TEMPR1_FFMPEG ?? process.env.FFMPEG_BIN;
  if (named !== undefined && existsSync(named)) return named;
  try {
    const shipped = createRequire(path.join(root, 'package.json'))('ffmpeg-static');
    if (typeof shipped === 'string' && existsSync(shipped)) return shipped;
  } catch {
    // The package is optional: without its download npm leaves it out.
  }
  return onPath(['ffmpeg']);
}

/** A Chromium to run the end-to-end tests in, or any browser to open the page in. */
export function findChromium() {
  const named = process.env.TEMPR1_CHROMIUM;
  if (named !== undefined && existsSync(named)) return named;
  const found = onPath([
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'chrome',
    'msedge',
  ]);
  if (found !== null) return found;
  const usual =
    process.platform === 'darwin'
      ? [
          '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
          '/Applications/Chromium.app/Contents/MacOS/Chromium',
        ]
      : process.platform === 'win32'
        ? [
            path.join(
              process.env.PROGRAMFILES ?? 'C:\\Program Files',
              'Google/Chrome/Application/chrome.exe',
            ),
            path.join(
              process.env['PROGRAMFILES(X86)'] ?? 'C:\\Program Files (x86)',
              'Microsoft/Edge/Application/msedge.exe',
            ),
          ]
        : [];
  return usual.find((each) => existsSync(each)) ?? playwrightChromium();
}

function playwrightChromium() {
  const caches = {
    linux: path.join(homedir(), '.cache', 'ms-playwright'),
    darwin: path.join(homedir(), 'Library', 'Caches', 'ms-playwright'),
    win32: path.join(process.env.LOCALAPPDATA ?? homedir(), 'ms-playwright'),
  };
  const folder = process.env.PLAYWRIGHT_BROWSERS_PATH ?? caches[process.platform];
  if (folder === undefined || !existsSync(folder)) return null;
  const build = readdirSync(folder).find((name) => /^chromium-\d+$/.test(name));
  if (build === undefined) return null;
  const inside = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-win/chrome.exe',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  ];
  return inside.map((each) => path.join(folder, build, each)).find((each) => existsSync(each)) ?? null;
}

async function agreed(question) {
  if (!process.stdin.isTTY || !process.stdout.isTTY || process.env.CI) return true;
  const ask = readline.createInterface({ input: process.stdin, output: process.stdout });
  const answer = await ask.question(`${question} [Y/n] `);
  ask.close();
  return !/^n/i.test(answer.trim());
}

function installWithApt(packages) {
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const done = spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (done.status !== 0) return false;
  }
  return true;
}

const advice = {
  darwin: {
    ffmpeg: 'brew install ffmpeg',
    chromium: 'install Google Chrome or run: npx playwright install chromium',
  },
  win32: {
    ffmpeg: 'winget install Gyan.FFmpeg',
    chromium: 'install Google Chrome or run: npx playwright install chromium',
  },
  linux: {
    ffmpeg: 'install the package ffmpeg with your package manager',
    chromium:
      'install the package chromium with your package manager or run: npx playwright install chromium',
  },
};

/**
 * Makes sure that the tools which npm can't bring are there. On Debian as root it names the apt command and runs it (asking
 * first on a terminal); elsewhere it says in one sentence what to install. `optional` tools only cause a sentence.
 */
export async function ensureSystemTools({ needed, optional = [] }) {
  const find = { ffmpeg: findFfmpeg, chromium: findChromium };
  const lacking = [...needed, ...optional].filter((name) => find[name]() === null);
  if (lacking.length === 0) return;
  const isDebianRoot =
    existsSync('/etc/debian_version') && process.getuid?.() === 0 && onPath(['apt-get']) !== null;
  if (isDebianRoot) {
    process.stderr.write(
      `Missing: ${lacking.join(', ')}. This installs it: apt-get install -y ${lacking.join(' ')}\n`,
    );
    if (await agreed('Run it now?')) installWithApt(lacking);
  }
  const table = advice[process.platform] ?? advice.linux;
  for (const name of lacking) {
    if (find[name]() !== null) continue;
    const how = existsSync('/etc/debian_version') ? `sudo apt-get install ${name}` : table[name];
    if (needed.includes(name))
      giveUp(`${name} was not found, and this needs it: ${how}. Then run the command again.`);
    process.stderr.write(`${name} was not found; going on without it. To have it: ${how}.\n`);
  }
}
