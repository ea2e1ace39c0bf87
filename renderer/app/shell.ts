import type { MenuEntry, ShellBridge } from '../../electron/shell-contract.ts';
import type { Action, ActionGroup } from './action.ts';
import { keysOf } from './keymap.ts';

/** What Electron adds, where the page runs in it; null in a browser, which has a folder picker served by the service. */

declare global {
  interface Window {
    readonly tempr1Shell?: ShellBridge;
  }
}

export function shellBridge(): ShellBridge | null {
  return window.tempr1Shell ?? null;
}

const MENUS: Readonly<Record<ActionGroup, MenuEntry['group']>> = {
  Playback: 'Play',
  Intervals: 'Label',
  Items: 'Label',
  Suggestions: 'Label',
  Timeline: 'View',
  Project: 'File',
  Window: 'View',
};

const NAMED: Readonly<Record<string, string>> = {
  space: 'Space',
  left: 'Left',
  right: 'Right',
  up: 'Up',
  down: 'Down',
  enter: 'Enter',
  escape: 'Escape',
  delete: 'Delete',
  backspace: 'Backspace',
  home: 'Home',
  end: 'End',
  pageup: 'PageUp',
  pagedown: 'PageDown',
  '+': 'Plus',
  mod: 'CmdOrCtrl',
  shift: 'Shift',
  alt: 'Alt',
  f1: 'F1',
};

/** A shortcut as Electron writes it; empty for keys that it has no name for, and for two in a row. */
export function accelerator(keys: string): string {
  const parts = keys === '+' ? ['+'] : keys.split('+');
  const named = parts.map(
    (part) => NAMED[part] ?? (/^[a-z0-9[\],./=-]$/u.test(part) ? part.toUpperCase() : null),
  );
  return named.includes(null) ? '' : named.join('+');
}

/** The table of actions as menu entries. */
export function menuEntries(actions: readonly Action[], enabled: (action: Action) => boolean): MenuEntry[] {
  return actions.map((action) => ({
    id: action.id,
    title: action.title(),
    keys: accelerator(keysOf(action)[0] ?? ''),
    group:
      action.id === 'undo' || action.id === 'redo'
        ? 'Edit'
        : action.id === 'shortcuts'
          ? 'Help'
          : MENUS[action.group],
    enabled: enabled(action),
  }));
}
