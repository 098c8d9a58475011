// Formats durations and ages, no more exactly than they were measured. Pure.

import { RESOLUTION_MS, isDuration } from './stats.js';

/** Data older than this is shown as stale. */
export const STALE_MS = 15_000;
export const isStale = (ageMs) => ageMs === null || ageMs === undefined || ageMs > STALE_MS;

const UNKNOWN = '—';
const formats = new Map();

function format(language) {
  if (!formats.has(language)) {
    formats.set(language, {
      ms: new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
      ago: new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' }),
    });
  }
  return formats.get(language);
}

/** "4,1 ms"; "< 0,1 ms" below what the clock can tell; a dash for what is no duration. */
export function milliseconds(ms, language) {
  if (!isDuration(ms)) return UNKNOWN;
  const least = ms < RESOLUTION_MS;
  return `${least ? '<\u00a0' : ''}${format(language).ms.format(least ? RESOLUTION_MS : ms)}\u00a0ms`;
}

/** "3 s ago", "now" within the last second. */
export function ago(ms, language) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const { ago: words } = format(language);
  if (s < 60) return words.format(-s, 'second');
  return s < 3600 ? words.format(-Math.floor(s / 60), 'minute') : words.format(-Math.floor(s / 3600), 'hour');
}
