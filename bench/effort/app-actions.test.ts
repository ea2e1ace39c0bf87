import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { APP_KEYS } from './klm.ts';

/** Read as text: the actions import the page. */
const page = fileURLToPath(new URL('../../renderer/', import.meta.url));
const source = globSync('*/actions*.ts', { cwd: page })
  .filter((name) => !name.endsWith('.test.ts'))
  .map((name) => readFileSync(`${page}${name}`, 'utf8'))
  .join('\n');

describe('the annotators', () => {
  it.each(Object.entries(APP_KEYS))('%s is an action of the application with the key %s', (id, chord) => {
    const own = new RegExp(`id: '${id}',[^}]*?keys: \\[(.*?)\\],\n`, 's').exec(source)?.[1] ?? '';
    expect([...own.matchAll(/'([^']+)'/g)].map(([, name]) => name)).toContain(chord);
  });
});
