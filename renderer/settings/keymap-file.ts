import { z } from 'zod';
import type { Keymap } from '../../src/service/contract/index.ts';
import { canonical, steps } from '../app/chord.ts';

/** A keymap as a file: what differs from the keys that the actions come with. */
const keymapFile = z.object({
  format: z.literal('tempr1-keymap'),
  version: z.literal(1),
  keys: z.record(z.string().min(1).max(80), z.array(z.string().min(1).max(60)).max(6)),
});

/** The largest file that is looked at: a thousand times what a keymap takes. */
const MOST_BYTES = 1_000_000;

export function writeKeymap(keys: Keymap): string {
  return `${JSON.stringify({ format: 'tempr1-keymap', version: 1, keys } satisfies z.infer<typeof keymapFile>, null, 2)}\n`;
}

/**
 * A keymap from the text of a file; actions that are not known here are left out and counted. Null when it is no keymap.
 * @param known ids of the actions there are
 */
export function readKeymap(
  text: string,
  known: ReadonlySet<string>,
): { readonly keys: Keymap; readonly skipped: number } | null {
  if (text.length > MOST_BYTES) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const read = keymapFile.safeParse(json);
  if (!read.success) return null;
  const entries = Object.entries(read.data.keys);
  const ours = entries.filter(([id]) => known.has(id));
  return {
    keys: Object.fromEntries(
      ours.map(([id, keys]) => [
        id,
        // Two keys in a row are the most that is waited for.
        keys.map(canonical).filter((key) => [1, 2].includes(steps(key).length)),
      ]),
    ),
    skipped: entries.length - ours.length,
  };
}
