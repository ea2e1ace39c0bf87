import { describe, expect, it } from 'vitest';
import { ACTIONS, actionById, actionFor, isAvailable, searchActions } from './actions.ts';
import { canonical } from './chord.ts';
import { accelerator, menuEntries } from './shell.ts';
import { FIRST_VIEW, type ViewState } from './view-store.ts';

const labelling: ViewState = { ...FIRST_VIEW, videoId: 'v', itemId: 'i', intervalId: 1, suggestionId: null };

function key(text: string, change: { shiftKey?: boolean; ctrlKey?: boolean } = {}) {
  return { key: text, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...change };
}

describe('the table of actions', () => {
  it('names each action once and gives no shortcut to two', () => {
    expect(new Set(ACTIONS.map((action) => action.id)).size).toBe(ACTIONS.length);
    const keys = ACTIONS.flatMap((action) => action.keys.map(canonical));
    expect(keys.filter((each, i) => keys.indexOf(each) !== i)).toEqual([]);
  });

  it('gives every action a shortcut and a sentence-case title', () => {
    for (const action of ACTIONS) {
      expect(action.keys.length, action.id).toBeGreaterThan(0);
      expect(action.title(), action.id).toMatch(/^[A-Z][^!]*$/u);
    }
  });

  it('finds the action of a key in the present view', () => {
    expect(actionFor(key(' '), labelling, true)?.id).toBe('play');
    expect(actionFor(key('ArrowLeft'), labelling, true)?.id).toBe('frame-back');
    expect(actionFor(key('Z', { ctrlKey: true, shiftKey: true }), labelling, true)?.id).toBe('redo');
    expect(actionFor(key('?', { shiftKey: true }), labelling, true)?.id).toBe('shortcuts');
    expect(actionFor(key(','), { ...labelling, intervalId: null }, true)).toBeNull();
    expect(actionFor(key(' '), { ...labelling, place: 'train' }, true)).toBeNull();
  });

  it('works on the start screen only for what needs no project', () => {
    const available = ACTIONS.filter((action) => isAvailable(action, FIRST_VIEW, false)).map(
      (action) => action.id,
    );
    expect(available).toEqual(['palette', 'settings', 'keys', 'shortcuts', 'tour', 'theme']);
  });

  it('is searched by words of titles, groups and other names', () => {
    expect(searchActions('undo', ACTIONS)[0]?.id).toBe('undo');
    expect(searchActions('accept start', ACTIONS)[0]?.id).toBe('accept-start');
    expect(searchActions('speed', ACTIONS).map((action) => action.id)).toEqual(
      expect.arrayContaining(['faster', 'slower']),
    );
    expect(searchActions('no such thing', ACTIONS)).toEqual([]);
  });

  it('refuses an id that no action has', () => {
    expect(() => actionById('fly')).toThrow(RangeError);
  });

  it('becomes menu entries with keys that Electron understands', () => {
    const entries = menuEntries(ACTIONS, () => true);
    expect(entries.find((entry) => entry.id === 'redo')).toMatchObject({
      group: 'Edit',
      keys: 'CmdOrCtrl+Shift+Z',
    });
    expect(accelerator('shift+left')).toBe('Shift+Left');
    expect(accelerator('+')).toBe('Plus');
    expect(accelerator('?')).toBe('');
    for (const entry of entries)
      expect(entry.keys).toMatch(
        /^$|^(?:(?:CmdOrCtrl|Alt|Shift)\+)*(?:[A-Z0-9[\],./=-]|Plus|[A-Z][A-Za-z0-9]+)$/u,
      );
  });
});
