import { z } from 'zod';

/**
 * What Electron adds to the page: the native things that a browser can't do. One map types both sides of the bridge; the main
 * process parses every argument with these schemas and checks who sent it.
 */

/** A menu entry made from the page's own table of user actions, so that menu, palette and shortcuts never differ. */
export const menuEntrySchema = z.strictObject({
  id: z.string().min(1).max(100),
  title: z.string().min(1).max(200),
  /** Electron accelerator, shown and handled by the page; empty when the action has no key. */
  keys: z.string().max(60),
  group: z.enum(['File', 'Edit', 'View', 'Play', 'Label', 'Train', 'Help']),
  enabled: z.boolean(),
});
export type MenuEntry = z.infer<typeof menuEntrySchema>;

const pathSchema = z.string().min(1).max(4096);

/** Requests from the page to the shell: channel -> arguments. */
export const shellRequests = {
  'shell:pick-folder': z.tuple([z.strictObject({ title: z.string().max(200) })]),
  'shell:pick-file': z.tuple([
    z.strictObject({
      title: z.string().max(200),
      extensions: z.array(z.string().regex(/^[A-Za-z0-9]{1,12}$/)).max(40),
    }),
  ]),
  'shell:pick-save-path': z.tuple([
    z.strictObject({ title: z.string().max(200), name: z.string().max(255) }),
  ]),
  'shell:reveal': z.tuple([pathSchema]),
  'shell:set-menu': z.tuple([z.array(menuEntrySchema).max(300)]),
} as const;
export type ShellChannel = keyof typeof shellRequests;

/** Messages from the shell to the page. */
export const shellEvents = { action: 'shell:action', openProject: 'shell:open-project' } as const;

/** What the preload puts on `window.tempr1Shell`; absent in the browser shell. */
export interface ShellBridge {
  readonly pickFolder: (options: { title: string }) => Promise<string | null>;
  readonly pickFile: (options: { title: string; extensions: string[] }) => Promise<string | null>;
  readonly pickSavePath: (options: { title: string; name: string }) => Promise<string | null>;
  readonly reveal: (path: string) => Promise<void>;
  readonly setMenu: (entries: MenuEntry[]) => Promise<void>;
  /** Called with the id of the action that was chosen in the menu. Returns the way to stop listening. */
  readonly onAction: (listener: (id: string) => void) => () => void;
  /** Called with a project folder that the system asked to open. Returns the way to stop listening. */
  readonly onOpenProject: (listener: (folder: string) => void) => () => void;
}
