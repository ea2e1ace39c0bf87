import { isCommandName, type CommandRequest } from '../../corpus/commands/registry.ts';
import type { CommandResult } from '../../corpus/writer.ts';
import { history, undoState } from '../../corpus/queries/history.ts';
import { ServiceError, type StudioApi } from '../api.ts';
import type { CommandDone } from '../contract/index.ts';
import type { Core } from '../core.ts';

/** `commands`: everything a person changes, undo and redo included. */
export function commandsPart(core: Core): Pick<StudioApi, 'commands'> {
  const execute = async (
    requests: readonly { readonly name: string; readonly params: unknown }[],
    coalesceKey: string | undefined,
  ): Promise<CommandDone> => {
    const { writer, db } = core.session.project;
    const result = await writer.executeAll(requests.map(checked), {
      ...(coalesceKey !== undefined && { coalesceKey }),
    });
    return commandDone(result, undoState(db));
  };
  const replay = async (direction: 'undo' | 'redo'): Promise<CommandDone> => {
    const { writer, db } = core.session.project;
    const { revision, sentence, said } = await writer[direction]();
    return { sentence, said, revision, created: NOTHING, state: { ...undoState(db) } };
  };
  return {
    commands: {
      run: ({ name, params, coalesceKey }) => execute([{ name, params }], coalesceKey),
      runAll: ({ commands, coalesceKey }) => execute(commands, coalesceKey),
      undo: () => replay('undo'),
      redo: () => replay('redo'),
      state: async () => ({ ...undoState(core.session.project.db) }),
      history: async (input) =>
        history(core.session.project.db, { limit: input?.limit }).map((entry) => ({
          id: entry.id,
          name: entry.name,
          sentence: entry.sentence,
          said: entry.said,
          at: new Date(entry.at).toISOString(),
          by: entry.annotator,
          undone: entry.state !== 'done',
        })),
    },
  };
}

const NOTHING: CommandDone['created'] = { intervals: [], items: [], labels: [], comments: [] };

function checked({ name, params }: { readonly name: string; readonly params: unknown }): CommandRequest {
  if (!isCommandName(name)) throw new ServiceError('bad-request', `There is no command “${name}”.`);
  return { name, params };
}

/** What a page is told of commands that were carried out. */
export function commandDone(result: CommandResult, state: CommandDone['state']): CommandDone {
  const { sentence, said, revision, intervals, items, labels, comments } = result;
  return {
    sentence,
    said,
    revision,
    created: { intervals: [...intervals], items: [...items], labels: [...labels], comments: [...comments] },
    state: { ...state },
  };
}
