/** A key press, as far as a shortcut can tell. The fields of a DOM KeyboardEvent. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

interface Chord {
  readonly key: string;
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

const NAMED: Readonly<Record<string, string>> = {
  space: ' ',
  left: 'arrowleft',
  right: 'arrowright',
  up: 'arrowup',
  down: 'arrowdown',
};

function parse(text: string): Chord {
  const plus = text.endsWith('+');
  const parts = (plus ? text.slice(0, -1) : text).toLowerCase().split('+');
  const last = plus ? '+' : (parts.pop() ?? '');
  return {
    key: NAMED[last] ?? last,
    mod: parts.includes('mod'),
    shift: parts.includes('shift'),
    alt: parts.includes('alt'),
  };
}

/** True for characters that a layout may put behind Shift: there, what counts is the character itself. */
function isSymbol(key: string): boolean {
  return key.length === 1 && key !== ' ' && key.toLowerCase() === key.toUpperCase();
}

/** Whether `press` is the shortcut `text`, such as `mod+shift+z`, `space`, `[`. `mod` is Ctrl, or Command on a Mac. */
export function matches(press: KeyPress, text: string): boolean {
  const chord = parse(text);
  const key = press.key.toLowerCase();
  if (key !== chord.key) return false;
  if ((press.ctrlKey || press.metaKey) !== chord.mod) return false;
  if (isSymbol(chord.key)) return chord.alt === press.altKey || (!chord.mod && press.altKey && press.ctrlKey);
  return press.altKey === chord.alt && press.shiftKey === chord.shift;
}

const SHOWN: Readonly<Record<string, string>> = {
  ' ': 'Space',
  arrowleft: '\u2190',
  arrowright: '\u2192',
  arrowup: '\u2191',
  arrowdown: '\u2193',
  escape: 'Esc',
  delete: 'Del',
  enter: 'Enter',
  pagedown: 'PgDn',
  pageup: 'PgUp',
  home: 'Home',
  end: 'End',
  backspace: 'Backspace',
};

/** A shortcut as a person reads it: `Ctrl+Shift+Z`; on a Mac `⌘⇧Z`. */
export function shown(text: string, mac: boolean): string {
  const chord = parse(text);
  const key = SHOWN[chord.key] ?? (chord.key.length === 1 ? chord.key.toUpperCase() : chord.key);
  const parts = mac
    ? [chord.alt ? '\u2325' : '', chord.shift ? '\u21E7' : '', chord.mod ? '\u2318' : '', key]
    : [chord.mod ? 'Ctrl+' : '', chord.alt ? 'Alt+' : '', chord.shift ? 'Shift+' : '', key];
  return parts.join('');
}
