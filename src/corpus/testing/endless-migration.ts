import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { WritableDb } from '../db.ts';
import { migrate } from '../migrate.ts';
import { LATEST_VERSION, MIGRATIONS } from '../migrations/list.ts';

/** Run by migrate.test.ts as a process of its own: a migration that has written a lot and is killed before its end. */
const project = process.argv[2] ?? '';
const db = new WritableDb(new Database(join(project, 'corpus.sqlite')));
await migrate(
  db,
  [
    ...MIGRATIONS,
    {
      version: LATEST_VERSION + 1,
      name: 'endless',
      up: (each) => {
        each.exec(`ALTER TABLE item ADD COLUMN filler TEXT; PRAGMA cache_size = 1; PRAGMA cache_spill = 1`);
        each.run('UPDATE item SET filler = @filler', { filler: 'x'.repeat(100_000) });
        process.stdout.write('half way\n');
        for (;;) each.run('UPDATE item SET filler = filler || @more', { more: 'y' });
      },
    },
  ],
  join(project, 'backups'),
);
await sleep(0);
