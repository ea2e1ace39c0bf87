import type { Action } from '../app/action.ts';
import { setView } from '../app/view-store.ts';
import { startTour } from '../tour/start.ts';
import { words } from '../words/words.ts';
import { changeSettings, useSettings } from './page-settings.ts';
import { openSettings } from './section.ts';

/** What a person can do about the application itself. */
export const SETTINGS_ACTIONS: readonly Action[] = [
  {
    id: 'settings',
    title: () => words('actions')('settings'),
    group: 'Window',
    keys: ['mod+,'],
    words: 'settings preferences options language sprache einstellungen 语言 设置 ffmpeg cuda motion',
    always: true,
    run: () => openSettings('general'),
  },
  {
    id: 'keys',
    title: () => words('actions')('keys'),
    group: 'Window',
    keys: ['shift+f1'],
    words: 'keyboard shortcuts remap keymap bindings',
    always: true,
    run: () => openSettings('keys'),
  },
  {
    id: 'shortcuts',
    title: () => words('actions')('shortcuts'),
    group: 'Window',
    keys: ['?', 'f1'],
    words: 'keys help',
    always: true,
    run: () => setView({ dialog: 'shortcuts' }),
  },
  {
    id: 'tour',
    title: () => words('actions')('tour'),
    group: 'Window',
    keys: ['alt+f1'],
    words: 'help learn first steps introduction',
    always: true,
    run: startTour,
  },
  {
    id: 'theme',
    title: () => words('actions')('theme'),
    group: 'Window',
    keys: ['mod+shift+l'],
    words: 'theme mode',
    always: true,
    run: () => {
      const order = ['system', 'dark', 'light'] as const;
      const next = order[(order.indexOf(useSettings.getState().theme) + 1) % order.length] ?? 'system';
      return changeSettings({ theme: next });
    },
  },
];
