import { words } from '../words/words.ts';

/** A time as people read it: `1:02.480`, with hours from one hour on. `decimals` of the second, 3 unless told. */
export function timecode(seconds: number, decimals = 3): string {
  if (!Number.isFinite(seconds)) return '-:--';
  const sign = seconds < 0 ? '-' : '';
  const scale = 10 ** decimals;
  const total = Math.round(Math.abs(seconds) * scale);
  const whole = Math.floor(total / scale);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, '0');
  const fraction = decimals > 0 ? `.${String(total % scale).padStart(decimals, '0')}` : '';
  return hours > 0
    ? `${sign}${hours}:${String(minutes).padStart(2, '0')}:${rest}${fraction}`
    : `${sign}${minutes}:${rest}${fraction}`;
}

const COUNT = new Intl.NumberFormat('en-GB', { useGrouping: true });

/** A whole number with thin spaces between thousands: `12 345`. */
export function grouped(value: number): string {
  return COUNT.format(value).replaceAll(',', '\u202F');
}

/** How long something still takes, in words and no finer than it is known: `a few seconds left`, `3 min left`. */
export function timeLeft(seconds: number): string {
  const t = words('app');
  if (seconds < 10) return t('minuteOrLess');
  if (seconds < 60) return t('secondsLeft', { seconds: Math.round(seconds / 5) * 5 });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('minutesLeft', { minutes });
  return t('hoursLeft', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
