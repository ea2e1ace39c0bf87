import { z } from 'zod';
import { said } from './words.ts';

/**
 * `settings.page` / `settings.setPage`: how the page looks, speaks and listens on this machine, whatever project is open.
 * A value that another version wrote differently is read as its first one, and the rest is kept.
 */

/** `system`: as the browser or the operating system asks. */
const languageChoice = z.enum(['system', 'en', 'de', 'zh']);
const themeChoice = z.enum(['system', 'dark', 'light']);
const motionChoice = z.enum(['system', 'reduced']);

/** A shortcut as renderer/app/chord.ts reads it: `mod+shift+z`, `space`, `[`; two in a row with a blank between. */
const chord = z.string().min(1).max(60);

/** Shortcuts by the id of an action, in place of those that it comes with; none: the action has no shortcut. */
export const keymap = z.record(z.string().min(1).max(80), z.array(chord).max(6));
export type Keymap = z.infer<typeof keymap>;

/** How far somebody came in the first-run tour. `new`: never asked. */
const tourProgress = z.object({
  state: z.enum(['new', 'begun', 'done', 'skipped']),
  step: z.int().min(0).max(20),
});

const FIRST_TOUR = { state: 'new', step: 0 } as const;

export const pageSettings = z.object({
  language: languageChoice.catch('system').default('system'),
  theme: themeChoice.catch('system').default('system'),
  motion: motionChoice.catch('system').default('system'),
  keys: keymap.catch({}).default({}),
  tour: tourProgress.catch(FIRST_TOUR).default(FIRST_TOUR),
});
export type PageSettings = z.infer<typeof pageSettings>;

/** What is given is changed, the rest stays. */
export const pageSettingsInput = z.strictObject({
  language: languageChoice.optional(),
  theme: themeChoice.optional(),
  motion: motionChoice.optional(),
  keys: keymap.optional(),
  tour: tourProgress.optional(),
});

/** `settings.ffmpeg`: the ffmpeg that a person chose, and whether it is the one in use. */
export const ffmpegChoice = z.object({
  file: z.string().nullable(),
  usable: z.boolean(),
  sentence: z.string(),
  /** The sentence for any language; null where it has English only. */
  said: said.nullable(),
});
export type FfmpegChoice = z.infer<typeof ffmpegChoice>;

/** `settings.setFfmpeg`: refused when the file is no ffmpeg that can serve; null: look for one. */
export const ffmpegInput = z.strictObject({ file: z.string().min(1).max(4096).nullable() });
