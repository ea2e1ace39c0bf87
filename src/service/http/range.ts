import rangeParser from 'range-parser';

/** What part of a file to answer with; `end` is inclusive, as in the protocol. */
export type RangeAnswer =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

/**
 * Chromium opens at most six connections per origin, and a playing video holds one for as long as its answer lasts. An
 * open-ended range is therefore answered with at most this many bytes (design.md section 3); the player asks for the next.
 */
export const OPEN_RANGE_BYTES = 2 * 1024 * 1024;

/**
 * Reads a `Range` header for a file of `size` bytes (RFC 9110 section 14). A header that is no byte range is ignored, as the
 * standard has it; several ranges at once are refused: no player asks for them.
 */
export function readRange(header: string | undefined, size: number): RangeAnswer {
  if (header === undefined) return { kind: 'whole' };
  const ranges = rangeParser(size, header);
  if (ranges === -2 || (ranges !== -1 && ranges.type !== 'bytes')) return { kind: 'whole' };
  if (ranges === -1 || ranges.length !== 1) return { kind: 'unsatisfiable' };
  const [first] = ranges;
  if (first === undefined) return { kind: 'unsatisfiable' };
  const openEnded = /^bytes\s*=\s*\d+\s*-\s*$/u.test(header);
  const end = openEnded ? Math.min(first.end, first.start + OPEN_RANGE_BYTES - 1) : first.end;
  return { kind: 'part', start: first.start, end };
}
