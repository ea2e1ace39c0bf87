import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import { shellEvents, type MenuEntry } from './shell-contract.ts';

const order = [
  'File',
  'Edit',
  'View',
  'Play',
  'Label',
  'Train',
  'Help',
] as const satisfies readonly MenuEntry['group'][];

/** Entries that only the system can do, added to the groups that the page fills. */
const systemEntries: Partial<Record<MenuEntry['group'], MenuItemConstructorOptions[]>> = {
  File: [{ type: 'separator' }, { role: 'quit' }],
  Edit: [{ type: 'separator' }, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
  View: [
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
  ],
};

/** Builds the application menu from the page's table of user actions. Keys are shown but handled by the page alone. */
export function applyMenu(window: BrowserWindow, entries: readonly MenuEntry[]): void {
  const groups = order.map((group): MenuItemConstructorOptions => ({
    label: group,
    submenu: [
      ...entries
        .filter((entry) => entry.group === group)
        .map((entry): MenuItemConstructorOptions => ({
          id: entry.id,
          label: entry.title,
          enabled: entry.enabled,
          ...(entry.keys === '' ? {} : { accelerator: entry.keys, registerAccelerator: false }),
          click: () => {
            window.webContents.send(shellEvents.action, entry.id);
          },
        })),
      ...(systemEntries[group] ?? []),
    ],
  }));
  const macFirst: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  Menu.setApplicationMenu(Menu.buildFromTemplate([...macFirst, ...groups]));
}
