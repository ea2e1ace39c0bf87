import { basename } from 'node:path';
import type { Command } from 'commander';
import { Session } from '../service/session.ts';
import { jsonOption } from './options.ts';
import { say, sayJson, userPath, type Terminal } from './terminal.ts';
import { sessionSetting } from './with-session.ts';

/** `tempr1 init DIR` */
export function addInit(program: Command, terminal: Terminal): void {
  program
    .command('init')
    .summary('make a new, empty project')
    .description(
      'Makes a project in a new or existing folder. A folder that is a project already is left as it is.',
    )
    .argument('<dir>', 'folder of the new project')
    .option('--title <title>', 'its name; default: the name of the folder')
    .addOption(jsonOption())
    .action(async (typed: string, { title, json = false }: { title?: string; json?: boolean }) => {
      const dir = userPath(terminal, typed);
      const session = await Session.create(dir, title ?? basename(dir), sessionSetting());
      await session.close();
      if (json) sayJson(terminal, { project: dir });
      else say(terminal.stdout, `Made the project ${dir}.`);
    });
}
