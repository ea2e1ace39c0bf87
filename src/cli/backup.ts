import type { Command } from 'commander';
import { backUp, isBackupDue, listBackups, restoreBackup } from '../corpus/backups.ts';
import { openProjectReader } from '../corpus/project.ts';
import { projectPaths } from '../corpus/project-paths.ts';
import { projectRevision } from '../corpus/queries/project.ts';
import { sizeText } from '../exchange/pack/pack-errors.ts';
import { findLocations } from '../service/locations.ts';
import { jsonOption } from './options.ts';
import { say, sayJson, userPath, type Terminal } from './terminal.ts';

interface BackupOptions {
  readonly list?: boolean;
  readonly restore?: string | true;
  readonly json?: boolean;
}

/** `tempr1 backup PROJECT` */
export function addBackup(program: Command, terminal: Terminal): void {
  program
    .command('backup')
    .summary('copy a corpus, or put a copy back')
    .description(
      'Copies the corpus into the folder "backups" of its project when it changed since the last copy, also while the application has it open. A restore keeps what it replaces.',
    )
    .argument('<project>', 'folder of the project')
    .option('--list', 'show the copies')
    .option('--restore [name]', 'put a copy back; without a name: the newest good one')
    .addOption(jsonOption())
    .action(async (typed: string, { list = false, restore, json = false }: BackupOptions) => {
      const paths = projectPaths(userPath(terminal, typed));
      const { keeperEntry } = findLocations();
      const options = { signal: terminal.signal, ...(keeperEntry !== null && { entry: keeperEntry }) };
      if (restore !== undefined) {
        const { name } = await restoreBackup(paths, restore === true ? null : restore, options);
        if (json) sayJson(terminal, { restored: name });
        else say(terminal.stdout, `Put ${name} back. What was there is kept in ${paths.backups}.`);
        return;
      }
      const made = list ? null : await backUpWhenDue(paths, options);
      const backups = listBackups(paths).map((each) => ({ ...each, at: new Date(each.at).toISOString() }));
      if (json) sayJson(terminal, { made, backups });
      else if (list)
        for (const { name, kind, bytes } of backups)
          say(terminal.stdout, `${name}  ${kind}  ${sizeText(bytes)}`);
      else
        say(
          terminal.stdout,
          made === null ? 'Nothing changed since the last backup.' : `Copied the corpus to ${made}.`,
        );
    });
}

async function backUpWhenDue(
  paths: ReturnType<typeof projectPaths>,
  options: { signal: AbortSignal; entry?: URL },
): Promise<string | null> {
  const db = openProjectReader(paths.dir);
  try {
    const revision = projectRevision(db);
    return isBackupDue(paths, revision) ? (await backUp(paths, revision, options)).name : null;
  } finally {
    db.close();
  }
}
