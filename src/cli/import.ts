import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { CorpusError } from '../corpus/errors.ts';
import { ExchangeError } from '../exchange/errors.ts';
import { FORMAT_IDS } from '../exchange/format-id.ts';
import { Toolbox } from '../service/toolbox.ts';
import { looksLikeVideo } from '../service/video-files.ts';
import { english } from '../tasks/said/said.ts';
import { documentSaid, importDocument } from '../service/long-work/import-document.ts';
import { importVideos, videosSaid, type VideosToImport } from '../service/long-work/import-videos.ts';
import type { Session } from '../service/session.ts';
import { CommandFailure } from './failure.ts';
import { jsonOption } from './options.ts';
import { say, sayJson, userPath, type Terminal } from './terminal.ts';
import { withSession } from './with-session.ts';
import { workLine, type WorkLine } from './work-line.ts';

interface ImportOptions {
  readonly format?: string;
  readonly videos?: string;
  readonly addItems?: boolean;
  readonly json?: boolean;
}

/** `tempr1 import PROJECT FILE` */
export function addImport(program: Command, terminal: Terminal): void {
  program
    .command('import')
    .summary('bring a corpus document, or videos, into a project')
    .description(
      'FILE is a corpus document in any known format, a folder of videos, or one video. A faulty document is refused whole, with ' +
        'every fault named. Videos that cannot be used are named and left out; then the exit code is 1, and the rest is imported.',
    )
    .argument('<project>', 'folder of the project')
    .argument('<file>', 'what to import')
    .option(
      '--format <format>',
      `format of the document: ${FORMAT_IDS.join(', ')}; default: told from its content`,
    )
    .option('--videos <dir>', 'where the document’s videos lie; default: the folder of the document')
    .option(
      '--add-items',
      'add the items that are new to videos the project has already, told by their content; nothing there changes',
    )
    .addOption(jsonOption())
    .action(async (project: string, file: string, options: ImportOptions) => {
      const path = userPath(terminal, file);
      const tools = await Toolbox.ofMachine().tools();
      await withSession(userPath(terminal, project), async (session) => {
        const line = workLine(terminal, options.json ?? false);
        const videos = await plainVideos(path, options);
        const videosDir = options.videos === undefined ? null : userPath(terminal, options.videos);
        const work = (): Promise<Outcome> =>
          videos === null
            ? documentWork(
                session,
                { file: path, format: options.format ?? 'auto', videosDir, addItems: options.addItems },
                tools,
                line,
              )
            : videosWork(session, videos, tools, line);
        const outcome = await work().finally(() => {
          line.finish();
        });
        if (options.json ?? false)
          sayJson(terminal, { ...outcome.report, leftOut: line.problems, notes: line.notes });
        else say(terminal.stdout, outcome.sentence);
        if (line.problems.length > 0)
          throw new CommandFailure(
            line.problems.length === 1
              ? 'One video could not be used; everything else was imported.'
              : `${line.problems.length} videos could not be used; everything else was imported.`,
          );
      });
    });
}

interface Outcome {
  readonly sentence: string;
  readonly report: object;
}

type Tools = Awaited<ReturnType<Toolbox['tools']>>;

async function documentWork(
  { project }: Session,
  what: Parameters<typeof importDocument>[2],
  tools: Tools,
  line: WorkLine,
): Promise<Outcome> {
  try {
    const { notes: _, ...report } = await importDocument(project, tools, what, line.context);
    return { sentence: english(documentSaid({ ...report, notes: [] })), report };
  } catch (error) {
    if (!(error instanceof CorpusError || error instanceof ExchangeError) || error.reasons.length === 0)
      throw error;
    const faults = error.reasons.length === 1 ? 'a fault' : `${error.reasons.length} faults`;
    throw new CommandFailure(`${what.file} was refused whole, because it has ${faults}:`, error.reasons, {
      cause: error,
    });
  }
}

async function videosWork(
  { project }: Session,
  what: VideosToImport,
  tools: Tools,
  line: WorkLine,
): Promise<Outcome> {
  const report = await importVideos(project, tools, what, line.context);
  return { sentence: english(videosSaid(report)), report };
}

/** What FILE is when it is no document: a folder of videos, or a video. */
async function plainVideos(path: string, { format }: ImportOptions): Promise<VideosToImport | null> {
  if (format !== undefined) return null;
  const facts = await stat(path).catch(() => null);
  if (facts?.isDirectory() === true) return { folder: path };
  return looksLikeVideo(path) ? { files: [path] } : null;
}
