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

/** A time as a screen reader says it: `1 minute 2.48 seconds`. */
export function spokenTime(seconds: number): string {
  const rounded = Math.round(seconds * 100) / 100;
  const minutes = Math.floor(rounded / 60);
  const rest = Math.round((rounded - minutes * 60) * 100) / 100;
  const said = `${rest} ${rest === 1 ? 'second' : 'seconds'}`;
  return minutes === 0 ? said : `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ${said}`;
}

const COUNT = new Intl.NumberFormat('en-GB', { useGrouping: true });

/** A whole number with thin spaces between thousands: `12 345`. */
export function grouped(value: number): string {
  return COUNT.format(value).replaceAll(',', '\u202F');
}

/** How long something still takes, in words: `less than a minute left`, `3 min left`. */
export function timeLeft(seconds: number): string {
  if (seconds < 60) return seconds < 10 ? 'a few seconds left' : `${Math.round(seconds / 5) * 5} s left`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min left`;
  const hours = Math.floor(seconds / 3600);
  return `${hours} h ${Math.round((seconds - hours * 3600) / 60)} min left`;
}
