/** What part of a file to answer with; `end` is inclusive, as in the protocol. */
export type RangeAnswer =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

/**
 * Chromium opens at most six connections per origin, and a playing video holds one for as long as its answer lasts. An
 * open-ended range is therefore answered with at most this many bytes (docs/architecture.md); the player asks for the next.
 */
export const OPEN_RANGE_BYTES = 2 * 1024 * 1024;

const ONE_RANGE = /^bytes[ \t]*=[ \t]*(\d*)[ \t]*-[ \t]*(\d*)[ \t]*$/iu;

/**
 * Reads a `Range` header for a file of `size` bytes (RFC 9110 section 14). A header that is no valid byte range is ignored, as
 * the standard has it; several ranges at once are refused: no player asks for them.
 */
export function readRange(header: string | undefined, size: number): RangeAnswer {
  if (header === undefined) return { kind: 'whole' };
  if (/^bytes[ \t]*=.*,/iu.test(header)) return { kind: 'unsatisfiable' };
  const [, first = '', last = ''] = ONE_RANGE.exec(header) ?? [];
  if (first === '') return last === '' ? { kind: 'whole' } : suffix(Number(last), size);
  const start = Number(first);
  if (last !== '' && Number(last) < start) return { kind: 'whole' };
  if (start >= size) return { kind: 'unsatisfiable' };
  const wanted = last === '' ? start + OPEN_RANGE_BYTES - 1 : Number(last);
  return { kind: 'part', start, end: Math.min(wanted, size - 1) };
}

/** The last `length` bytes; all of a shorter file. */
function suffix(length: number, size: number): RangeAnswer {
  if (length === 0 || size === 0) return { kind: 'unsatisfiable' };
  return { kind: 'part', start: Math.max(0, size - length), end: size - 1 };
}
