import Table from 'cli-table3';
import type { Command } from 'commander';
import { policies } from '../corpus/queries/training.ts';
import { policyRowOf } from '../service/runs/run-view.ts';
import { jsonOption } from './options.ts';
import { say, sayJson, userPath, type Terminal } from './terminal.ts';
import { withSession } from './with-session.ts';

/** `tempr1 policy list|promote|rollback` */
export function addPolicy(program: Command, terminal: Terminal): void {
  const policy = program.command('policy').summary('list a project’s policies, promote one, or go back');
  policy
    .command('list')
    .description('Lists the policies of a project, oldest first; the current one answers.')
    .argument('<project>', 'folder of the project')
    .addOption(jsonOption())
    .action(async (project: string, { json = false }: { json?: boolean }) => {
      const rows = await withSession(userPath(terminal, project), async ({ project: open, shelf }) =>
        policies(open.db).map((record) => policyRowOf(record, shelf.currentId(), shelf.refusal(record))),
      );
      if (json) {
        sayJson(terminal, rows);
        return;
      }
      const table = new Table({
        head: ['', 'policy', 'architecture', 'made by', 'from', 'note'],
        style: { head: [], border: [], compact: true },
      });
      for (const row of rows)
        table.push([
          row.current ? '*' : '',
          row.id,
          row.architecture,
          row.origin,
          row.parentId ?? '',
          row.note ?? '',
        ]);
      say(terminal.stdout, rows.length === 0 ? 'This project has no policies yet.' : table.toString());
    });
  policy
    .command('promote')
    .description('Makes a policy the one that answers.')
    .argument('<project>', 'folder of the project')
    .argument('<policy>', 'id of the policy, or “shipped”')
    .addOption(jsonOption())
    .action(async (project: string, wanted: string, { json = false }: { json?: boolean }) => {
      const id = await withSession(userPath(terminal, project), async ({ project: open, shelf }) => {
        const usable = await shelf.use(wanted);
        await open.writer.job('promotePolicy', { policy: usable.id });
        return usable.id;
      });
      if (json) sayJson(terminal, { policy: id });
      else say(terminal.stdout, `“${id}” answers from now on.`);
    });
  policy
    .command('rollback')
    .description('Goes back to the policy that answered before the last promotion.')
    .argument('<project>', 'folder of the project')
    .addOption(jsonOption())
    .action(async (project: string, { json = false }: { json?: boolean }) => {
      const moved = await withSession(userPath(terminal, project), async ({ project: open, shelf }) => {
        const { previous } = await open.writer.job('rollbackPolicy', {});
        return { policy: shelf.currentId(), previous };
      });
      if (json) sayJson(terminal, moved);
      else say(terminal.stdout, `“${moved.policy}” answers again, in place of “${moved.previous}”.`);
    });
}
