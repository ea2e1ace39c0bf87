import { type Command, Option } from 'commander';
import { openProjectReader } from '../corpus/project.ts';
import { projectPaths } from '../corpus/project-paths.ts';
import { PACKED_VIDEOS, type PackedVideos } from '../exchange/pack/manifest.ts';
import { sizeText } from '../exchange/pack/pack-errors.ts';
import { unpack } from '../exchange/pack/unpack.ts';
import { writePack } from '../exchange/pack/write-pack.ts';
import { findLocations } from '../service/locations.ts';
import { count } from '../service/long-work/words.ts';
import { jsonOption } from './options.ts';
import { say, sayJson, userPath, type Terminal } from './terminal.ts';
import { workLine } from './work-line.ts';

interface PackOptions {
  readonly videos: PackedVideos;
  readonly policies: 'current' | 'all';
  readonly json?: boolean;
}

/** `tempr1 pack PROJECT OUT` */
export function addPack(program: Command, terminal: Terminal): void {
  program
    .command('pack')
    .summary('put a project into one file')
    .description(
      'Writes the corpus with its whole history, policies and videos into one checked file for somebody else. Works beside the open application.',
    )
    .argument('<project>', 'folder of the project')
    .argument('<out>', 'file to write, usually NAME.tempr1.zip')
    .addOption(
      new Option('--videos <which>', 'videos to take along: `used` are those that have items')
        .choices(PACKED_VIDEOS)
        .default('used'),
    )
    .addOption(
      new Option('--policies <which>', 'policies to take along')
        .choices(['current', 'all'])
        .default('current'),
    )
    .addOption(jsonOption())
    .action(async (project: string, typed: string, { videos, policies, json = false }: PackOptions) => {
      const dir = userPath(terminal, project);
      const { version, keeperEntry } = findLocations();
      const line = workLine(terminal, json);
      const db = openProjectReader(dir);
      try {
        const packing = writePack(
          db,
          projectPaths(dir),
          { out: userPath(terminal, typed), videos, policies: policies === 'all' ? 'all' : [] },
          { ...line.context, program: version, keeperEntry },
        );
        const report = await packing.finally(() => {
          line.finish();
        });
        if (json) sayJson(terminal, report);
        else
          say(
            terminal.stdout,
            `${count(report.videos, 'video')} and ${count(report.policies, 'policy').replace('policys', 'policies')} packed with the corpus into ${report.out} (${sizeText(report.bytes)}).`,
          );
      } finally {
        db.close();
      }
    });
}

/** `tempr1 unpack FILE DIR` */
export function addUnpack(program: Command, terminal: Terminal): void {
  program
    .command('unpack')
    .summary('make a project from a packed one')
    .description(
      'Unpacks into a new folder and compares every checksum first. Called again after a crash it goes on where it was.',
    )
    .argument('<file>', 'the packed project')
    .argument('<dir>', 'folder to make')
    .addOption(jsonOption())
    .action(async (typed: string, folder: string, { json = false }: { json?: boolean }) => {
      const dir = userPath(terminal, folder);
      const line = workLine(terminal, json);
      const { keeperEntry } = findLocations();
      const unpacking = unpack(userPath(terminal, typed), dir, { ...line.context, keeperEntry });
      const { title, counts } = await unpacking.finally(() => {
        line.finish();
      });
      if (json) sayJson(terminal, { project: dir, title, ...counts });
      else
        say(
          terminal.stdout,
          `“${title}” with ${count(counts.items, 'item')} on ${count(counts.videos, 'video')} (${counts.packedVideos} of them in the pack) unpacked into ${dir}.`,
        );
    });
}
