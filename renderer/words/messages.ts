import { de } from './de/index.ts';
import { en } from './en/index.ts';
import type { Language } from './language.ts';
import type { Translated } from './translated.ts';
import { zh } from './zh/index.ts';

/** Every message of the page in each language. English is the source: what it lacks does not exist, what it has the others must have. */
export const MESSAGES = { en, de, zh } as const satisfies Record<Language, Translated<typeof en>>;
