import { describe, expect, it } from 'vitest';
import { readKeymap, writeKeymap } from './keymap-file.ts';

const KNOWN = new Set(['play', 'undo']);

describe('a keymap file', () => {
  it('is read as it was written', () => {
    const keys = { play: ['mod+shift+p', 'g i'], undo: [] };
    expect(readKeymap(writeKeymap(keys), KNOWN)).toEqual({ keys, skipped: 0 });
  });

  it('leaves out actions that are not known and writes keys in the one way', () => {
    const text = writeKeymap({ play: ['Shift+Mod+P'], fly: ['f'] });
    expect(readKeymap(text, KNOWN)).toEqual({ keys: { play: ['mod+shift+p'] }, skipped: 1 });
  });

  it('that is none is refused whole', () => {
    for (const text of [
      '',
      'keys',
      '[]',
      '{"format":"tempr1-keymap","version":2,"keys":{}}',
      '{"format":"tempr1-keymap","version":1,"keys":{"play":"p"}}',
      ' '.repeat(1_000_001),
    ])
      expect(readKeymap(text, KNOWN), text.slice(0, 60)).toBeNull();
  });
});
