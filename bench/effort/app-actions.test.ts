import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { APP_KEYS } from './klm.ts';

/** Read as text: the actions import the page. */
const source = ['edit', 'playback', 'window']
  .map((part) => readFileSync(new URL(`../../renderer/app/actions-${part}.ts`, import.meta.url), 'utf8'))
  .join('\n');

describe('the annotators', () => {
  it.each(Object.entries(APP_KEYS))('%s is an action of the application with the key %s', (id, chord) => {
    const own = new RegExp(`id: '${id}',[^}]*?keys: \\[(.*?)\\],\n`, 's').exec(source)?.[1] ?? '';
    expect([...own.matchAll(/'([^']+)'/g)].map(([, name]) => name)).toContain(chord);
  });
});
