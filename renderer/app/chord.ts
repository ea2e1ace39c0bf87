/** A key press, as far as a shortcut can tell. The fields of a DOM KeyboardEvent. */
export interface KeyPress {
  readonly key: string;
  /** The physical key by its name on a US keyboard. */
  readonly code?: string;
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

/** Keys by the names they have in a shortcut, where those differ from the browser's. */
const NAMED: Readonly<Record<string, string>> = {
  space: ' ',
  left: 'arrowleft',
  right: 'arrowright',
  up: 'arrowup',
  down: 'arrowdown',
};
const NAMES = new Map(Object.entries(NAMED).map(([name, key]) => [key, name]));

/** What the keys beside letters and digits make on a US keyboard, alone and with Shift. */
const POSITIONS: Readonly<Record<string, readonly [string, string]>> = {
  Backquote: ['`', '~'],
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backslash: ['\\', '|'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
};

/** Presses that are no key of their own: modifiers, and what only announces another character. */
const SILENT = new Set(['control', 'shift', 'alt', 'altgraph', 'meta', 'os', 'capslock', 'numlock', 'fn']);
const UNSAID = new Set(['dead', 'process', 'unidentified']);

function parse(text: string): Chord {
  const plus = text.endsWith('+');
  const parts = (plus ? text.slice(0, -1) : text).toLowerCase().split('+');
  const last = plus ? '+' : (parts.pop() ?? '');
  const key = NAMED[last] ?? last;
  return {
    key,
    mod: parts.includes('mod'),
    shift: parts.includes('shift') && !isSymbol(key),
    alt: parts.includes('alt'),
  };
}

function write({ key, mod, shift, alt }: Chord): string {
  return `${mod ? 'mod+' : ''}${alt ? 'alt+' : ''}${shift ? 'shift+' : ''}${NAMES.get(key) ?? key}`;
}

/** True for characters that a layout may put behind Shift: there, what counts is the character itself. */
function isSymbol(key: string): boolean {
  return key.length === 1 && key !== ' ' && key.toLowerCase() === key.toUpperCase();
}

/** Whether a layout makes something here that no shortcut is named after: another script, a dead key, an input method. */
function isForeign(key: string): boolean {
  return UNSAID.has(key) || (key.length === 1 && key > '~');
}

/** What a US keyboard makes of a physical key; null for keys that make no character there. */
function onUsKeyboard(code: string | undefined, shift: boolean): string | null {
  if (code === undefined) return null;
  const letter = /^Key([A-Z])$/u.exec(code)?.[1];
  if (letter !== undefined) return letter.toLowerCase();
  const digit = /^Digit(\d)$/u.exec(code)?.[1];
  // Where the digits need Shift (AZERTY), they come as digits then, so only the bare key stands for one.
  if (digit !== undefined) return shift ? null : digit;
  return POSITIONS[code]?.[shift ? 1 : 0] ?? null;
}

/** The modifiers that matter for `key`: AltGr (Ctrl and Alt at once) and Shift are part of how a layout makes a symbol. */
function pressed(press: KeyPress, key: string): Chord {
  const altGr = isSymbol(key) && press.ctrlKey && press.altKey;
  return {
    key,
    mod: (press.ctrlKey || press.metaKey) && !altGr,
    shift: press.shiftKey && !isSymbol(key),
    alt: press.altKey && !altGr,
  };
}

function same(a: Chord, b: Chord): boolean {
  return a.key === b.key && a.mod === b.mod && a.shift === b.shift && a.alt === b.alt;
}

/**
 * How a press stands for the one-key shortcut `text`, such as `mod+shift+z`, `space`, `[`: by the character that it makes, or
 * else by where the key lies, so that letters work on Cyrillic or Greek keyboards and digits on AZERTY. `mod` is Ctrl, or
 * Command on a Mac. What matches by its character comes before what matches by its place.
 */
export function fit(press: KeyPress, text: string): 'character' | 'position' | null {
  const chord = parse(text);
  const key = press.key.toLowerCase();
  if (same(pressed(press, key), chord)) return 'character';
  const there = onUsKeyboard(press.code, press.shiftKey);
  if (there === null || there !== chord.key) return null;
  const digit = there >= '0' && there <= '9' && there.length === 1;
  const other = digit ? !/^[a-z0-9]$/u.test(key) : isForeign(key);
  return other && same(pressed(press, there), chord) ? 'position' : null;
}

export function matches(press: KeyPress, text: string): boolean {
  return fit(press, text) !== null;
}

/** The shortcut that a press is, for teaching it; null while only modifiers are held or the layout has not made up its mind. */
export function chordOf(press: KeyPress): string | null {
  const key = press.key.toLowerCase();
  if (SILENT.has(key)) return null;
  const ours = /^[\p{Script=Latin}]$/u.test(key) || !isForeign(key);
  const named = ours ? key : onUsKeyboard(press.code, press.shiftKey);
  if (named === null) return UNSAID.has(key) ? null : write(pressed(press, key));
  return write(pressed(press, named));
}

/** The keys of a shortcut one after the other: `g i` is two. */
export function steps(text: string): string[] {
  return text.split(' ').filter((step) => step !== '');
}

/** The one way of writing a shortcut: two that mean the same are the same text. */
export function canonical(text: string): string {
  return steps(text)
    .map((step) => write(parse(step)))
    .join(' ');
}

/** What is written on a key where that differs from language to language, by the name of the key. */
export type KeyNames = Readonly<Record<string, string>>;

const SHOWN: KeyNames = {
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
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
  insert: 'Ins',
  tab: 'Tab',
};

/**
 * A shortcut as a person reads it: `Ctrl+Shift+Z`; on a Mac `⌘⇧Z`; two keys in a row with a blank between.
 * @param names what the keys are called on this person's keyboard, where that is not English
 */
export function shown(text: string, mac: boolean, names: KeyNames = {}): string {
  const all = { ...SHOWN, ...names };
  return steps(text)
    .map((step) => shownStep(parse(step), mac, all))
    .join(' ');
}

function shownStep(chord: Chord, mac: boolean, names: KeyNames): string {
  const key =
    names[chord.key] ??
    (chord.key.length === 1 || /^f\d+$/u.test(chord.key) ? chord.key.toUpperCase() : chord.key);
  const parts = mac
    ? [chord.alt ? '\u2325' : '', chord.shift ? '\u21E7' : '', chord.mod ? '\u2318' : '', key]
    : [
        chord.mod ? `${names['ctrl']}+` : '',
        chord.alt ? `${names['alt']}+` : '',
        chord.shift ? `${names['shift']}+` : '',
        key,
      ];
  return parts.join('');
}
