import { z } from 'zod';
import { parseQuery, printQuery } from '../../tasks/find/query-text.ts';
import { say } from '../../tasks/said/said.ts';
import { CorpusError } from '../errors.ts';
import { defineCommand } from './define.ts';

const name = z.string().trim().min(1).max(100);

/** Keeps a filter under a name; one of that name is replaced. */
export const saveFilter = defineCommand(
  z.strictObject({ name, query: z.string().max(20_000) }),
  (change, params) => {
    const parsed = parseQuery(params.query);
    if (!parsed.ok) throw new CorpusError('invalid', say('filterUnreadable', { filter: params.query }));
    const query = printQuery(parsed.query);
    const known = change.db.get<{ key: number }>('SELECT key FROM saved_filter WHERE name = @name', {
      name: params.name,
    });
    if (known === undefined) change.insert('saved_filter', { name: params.name, query });
    else change.update('saved_filter', known.key, { query });
    return { said: say('savedFilter', { filter: params.name }) };
  },
);

export const deleteFilter = defineCommand(z.strictObject({ name }), (change, params) => {
  const known = change.db.get<{ key: number }>('SELECT key FROM saved_filter WHERE name = @name', {
    name: params.name,
  });
  if (known === undefined) throw new CorpusError('not-found', say('filterGone', { filter: params.name }));
  change.delete('saved_filter', known.key);
  return { said: say('deletedFilter', { filter: params.name }) };
});
