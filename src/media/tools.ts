import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { MediaToolsMissingError } from './errors.ts';
import { english, say, type Said } from '../tasks/said/said.ts';
import { KNOWN_BINARIES, type KnownBinary } from './ffmpeg-static-checksums.ts';

export { MediaToolsMissingError } from './errors.ts';

/** Where the ffmpeg in use was found. */
export type ToolSource = 'setting' | 'FFMPEG_BIN' | 'ffmpeg-static' | 'PATH';

export interface MediaTool {
  /** Absolute path of the executable. */
  readonly path: string;
  /** As the tool prints it, for example `5.1.9-0+deb12u1`. */
  readonly version: string;
}

/** The media tools in use, and every candidate that was passed over with the reason. */
export interface MediaTools {
  readonly ffmpeg: MediaTool & { readonly source: ToolSource };
  /** Null when there is none of the same version: everything works without it. */
  readonly ffprobe: MediaTool | null;
  readonly refused: readonly { readonly candidate: string; readonly reason: string }[];
}

export interface ResolveOptions {
  /** The user's own choice in the settings. When it can't be used, the next sources are tried and it is listed as refused. */
  readonly ffmpegPath?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folders to search instead of `env.PATH`, joined as PATH is. */
  readonly searchPath?: string | undefined;
  /** The folder of the ffmpeg-static package; null for "not installed". Found by Node's own resolution by default. */
  readonly staticPackage?: string | null;
  readonly knownBinaries?: readonly KnownBinary[];
}

/** `fps_mode`, `-format_whitelist` and the filters' behaviour that the measurements rest on exist from here on. */
const OLDEST: readonly [number, number] = [5, 1];
const VERSION_TIMEOUT_MS = 5_000;
const SUFFIX = process.platform === 'win32' ? '.exe' : '';

/**
 * Finds an ffmpeg that runs, in this order: the user's setting, `FFMPEG_BIN`, the ffmpeg-static package (its download
 * compared with a committed SHA-256 before it is run for the first time), `PATH`. An ffprobe is used only when it is
 * of the same version as that ffmpeg, so that one demuxer answers every question; it is never needed.
 * @throws MediaToolsMissingError with a sentence that says what to install.
 */
export async function resolveMediaTools(options: ResolveOptions): Promise<MediaTools> {
  const refused: { candidate: string; reason: string }[] = [];
  for await (const { path, source, refusal } of candidates(options)) {
    const verdict = refusal ?? (await tryTool(path, 'ffmpeg'));
    if (typeof verdict === 'string' || 'key' in verdict)
      refused.push({ candidate: `${path} (${source})`, reason: english(verdict) });
    else {
      const ffprobe = await findFfprobe(verdict, options, refused);
      return { ffmpeg: { ...verdict, source }, ffprobe, refused };
    }
  }
  throw new MediaToolsMissingError(missingSentence(refused));
}

interface Candidate {
  readonly path: string;
  readonly source: ToolSource;
  readonly refusal?: string | undefined;
}

async function* candidates(options: ResolveOptions): AsyncGenerator<Candidate> {
  const chosen = options.ffmpegPath?.trim();
  if (chosen) yield { path: resolve(chosen), source: 'setting' };
  const named = options.env['FFMPEG_BIN']?.trim();
  if (named) yield { path: resolve(named), source: 'FFMPEG_BIN' };
  const bundled = await staticCandidate(options);
  if (bundled !== null) yield bundled;
  for (const folder of searchFolders(options))
    if (await isFile(join(folder, `ffmpeg${SUFFIX}`)))
      yield { path: join(folder, `ffmpeg${SUFFIX}`), source: 'PATH' };
}

function searchFolders(options: ResolveOptions): string[] {
  const joined = options.searchPath ?? options.env['PATH'] ?? options.env['Path'] ?? '';
  return joined
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => resolve(folder));
}

const staticManifest = z.object({
  'ffmpeg-static': z.object({ 'binary-release-tag': z.string() }),
});

async function staticCandidate(options: ResolveOptions): Promise<Candidate | null> {
  const folder = options.staticPackage === undefined ? findStaticPackage() : options.staticPackage;
  if (folder === null) return null;
  const path = join(folder, `ffmpeg${SUFFIX}`);
  const refusal = await refuseStatic(folder, path, options.knownBinaries ?? KNOWN_BINARIES);
  return { path, source: 'ffmpeg-static', refusal };
}

function findStaticPackage(): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve('ffmpeg-static/package.json');
    // A packaged application keeps executables beside its archive, not inside it.
    return dirname(manifest).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
  } catch {
    return null;
  }
}

/** Why the executable of an ffmpeg-static package must not be run; undefined when it may. */
async function refuseStatic(
  folder: string,
  path: string,
  known: readonly KnownBinary[],
): Promise<string | undefined> {
  if (!(await isFile(path)))
    return 'The ffmpeg-static package is installed but its download is not there (install scripts were off, or the download failed).';
  const release = await releaseOf(folder);
  const rows = known.filter(
    (row) => row.release === release && row.platform === process.platform && row.arch === process.arch,
  );
  const sha256 = await sha256Of(path);
  if (rows.some((row) => row.sha256 === sha256)) return undefined;
  const why =
    rows.length === 0
      ? `No SHA-256 is known here for release ${release} on ${process.platform}-${process.arch}`
      : `Its SHA-256 differs from the known one of release ${release}: the download is damaged or was changed`;
  return `${why} (this file has ${sha256}). If you trust this file, name it as the ffmpeg to use in the settings or in FFMPEG_BIN.`;
}

async function releaseOf(folder: string): Promise<string> {
  try {
    const manifest = staticManifest.safeParse(
      JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
    );
    return manifest.success ? manifest.data['ffmpeg-static']['binary-release-tag'] : 'unknown';
  } catch {
    return 'unknown';
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function findFfprobe(
  ffmpeg: MediaTool,
  options: ResolveOptions,
  refused: { candidate: string; reason: string }[],
): Promise<MediaTool | null> {
  const folders = new Set([dirname(ffmpeg.path), ...searchFolders(options)]);
  for (const folder of folders) {
    const path = join(folder, `ffprobe${SUFFIX}`);
    if (!(await isFile(path))) continue;
    const verdict = await tryTool(path, 'ffprobe');
    if ('key' in verdict) refused.push({ candidate: path, reason: english(verdict) });
    else if (verdict.version !== ffmpeg.version)
      refused.push({
        candidate: path,
        reason: `It is version ${verdict.version}, the ffmpeg in use is ${ffmpeg.version}; ffmpeg alone is used instead.`,
      });
    else return verdict;
  }
  return null;
}

/** An ffmpeg that somebody names: itself when it can serve, otherwise the reason against it. */
export function examineFfmpeg(path: string): Promise<MediaTool | Said> {
  return tryTool(resolve(path), 'ffmpeg');
}

/** The tool when it runs and is new enough, otherwise the reason against it. */
async function tryTool(path: string, name: 'ffmpeg' | 'ffprobe'): Promise<MediaTool | Said> {
  if (!(await isFile(path))) return say('toolNotThere');
  const printed = await new Promise<string | Error>((done) => {
    execFile(path, ['-version'], { timeout: VERSION_TIMEOUT_MS, windowsHide: true }, (error, stdout) =>
      done(error ?? stdout),
    );
  });
  if (printed instanceof Error)
    return say('toolDoesNotRun', { reason: printed.message.split('\n')[0] ?? '' });
  const version = new RegExp(`^${name} version (\\S+)`).exec(printed)?.[1];
  if (version === undefined) return say('toolIsAnother', { tool: name });
  if (isTooOld(version)) return say('toolTooOld', { version, oldest: OLDEST.join('.') });
  return { path, version };
}

/** Only release numbers can be compared; builds named by date or commit are taken as new. */
export function isTooOld(version: string): boolean {
  const match = /^n?(\d{1,2})\.(\d+)/.exec(version);
  if (match === null) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function missingSentence(refused: readonly { candidate: string; reason: string }[]): string {
  const install =
    process.platform === 'darwin'
      ? 'Install it with “brew install ffmpeg”'
      : process.platform === 'win32'
        ? 'Install it with “winget install Gyan.FFmpeg” and open a new window'
        : 'Install it with your package manager (Debian and Ubuntu: “apt install ffmpeg”)';
  const tried = refused.map(({ candidate, reason }) => ` ${candidate}: ${reason}`).join('');
  return `No usable ffmpeg ${OLDEST.join('.')} or newer was found, and videos can't be read without it. ${install}, or name one in the settings or in FFMPEG_BIN.${tried}`;
}
