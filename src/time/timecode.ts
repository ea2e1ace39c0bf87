import { seconds, type Seconds } from './ticks.ts';

/**
 * Seconds -> `h:mm:ss.mmm` for people, rounded to the nearest millisecond; a leading `-` before time zero.
 * For display only: a timecode never becomes a stored edge.
 */
export function formatTimecode(value: Seconds): string {
  const milliseconds = Math.round(Math.abs(value) * 1000);
  const sign = value < 0 && milliseconds > 0 ? '-' : '';
  const two = (part: number) => String(part).padStart(2, '0');
  const fraction = String(milliseconds % 1000).padStart(3, '0');
  const whole = Math.floor(milliseconds / 1000);
  const hours = Math.floor(whole / 3600);
  return `${sign}${hours}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}.${fraction}`;
}

const TIMECODE = /^(-?)(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})$/u;

/**
 * What a person typed -> seconds: `75`, `75.25`, `1:15.25` or `0:01:15.250`. Null when it is none of these, or when a
 * part after a colon is 60 or more.
 */
export function parseTimecode(text: string): Seconds | null {
  const found = TIMECODE.exec(text.trim());
  if (found === null) return null;
  const [, sign = '', hours, minutes, rest = ''] = found;
  const second = Number(rest);
  if (minutes !== undefined && second >= 60) return null;
  if (hours !== undefined && Number(minutes) >= 60) return null;
  const total = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + second;
  return seconds(sign === '-' && total > 0 ? -total : total);
}
