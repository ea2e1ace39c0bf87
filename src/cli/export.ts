import { type Command, Option } from 'commander';
import { FORMAT_IDS } from '../exchange/format-id.ts';
import { english } from '../tasks/said/said.ts';
import { exportCorpus, exportSaid } from '../service/long-work/export-corpus.ts';
import { jsonOption, splitOption } from './options.ts';
import type { Split } from './splits.ts';
import { say, sayJson, userPath, type Terminal } from './terminal.ts';
import { workLine } from './work-line.ts';

interface ExportOptions {
  readonly format: string;
  readonly out: string;
  readonly split?: Split;
  readonly json?: boolean;
}

/** `tempr1 export PROJECT --format F --out PATH` */
export function addExport(program: Command, terminal: Terminal): void {
  program
    .command('export')
    .summary('write the corpus to a file')
    .description(
      'Writes the corpus, or one split of it, all at once or not at all. Works beside the open application.',
    )
    .argument('<project>', 'folder of the project')
    .addOption(
      new Option('--format <format>', 'format of the file').choices(FORMAT_IDS).makeOptionMandatory(),
    )
    .requiredOption('--out <path>', 'file to write')
    .addOption(splitOption('only videos of this split'))
    .addOption(jsonOption())
    .action(async (project: string, { format, out, split, json = false }: ExportOptions) => {
      const file = userPath(terminal, out);
      const line = workLine(terminal, json);
      const report = await exportCorpus(
        { paths: { dir: userPath(terminal, project) } },
        { format, file, split: split ?? null },
        line.context,
      ).finally(() => {
        line.finish();
      });
      if (json) sayJson(terminal, { file, ...report });
      else say(terminal.stdout, english(exportSaid(report, file)));
    });
}
