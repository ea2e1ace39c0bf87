import type { Formats } from '../words/words.ts';

/** Bytes for people: `12.3 MB`. */
export function sizeText(bytes: number, formats: Formats): string {
  const [value, unit] =
    bytes < 1e6
      ? [Math.max(bytes === 0 ? 0 : 1, Math.round(bytes / 1e3)), 'kB']
      : bytes < 1e9
        ? [bytes / 1e6, 'MB']
        : [bytes / 1e9, 'GB'];
  return `${formats.number(value, { maximumFractionDigits: unit === 'kB' ? 0 : unit === 'MB' ? 1 : 2 })} ${unit}`;
}
