// How long to wait before the next try: a pure function of what happened. Full jitter, so that a crowd does not come back at once.

import { CLOSE } from './protocol.js';

const STEPS_MS = [500, 1000, 2000, 4000, 8000, 10000];
const FIRST_MS = 300;
const RESTART_SPREAD_MS = 3000;
const OVERLOADED_FROM = STEPS_MS.indexOf(2000);

/**
 * @param tries how many tries failed since the last good connection; 0 right after losing it
 * @param code the close code of the connection that ended
 * @param hintMs what the server asked for, if it did
 */
export function backoff(tries, { code, hintMs } = {}, random = Math.random) {
  if (hintMs !== undefined && tries === 0) return hintMs;
  if (code === CLOSE.overloaded) return random() * step(OVERLOADED_FROM + tries);
  if (tries > 0) return random() * step(tries - 1);
  return random() * (code === CLOSE.restarting ? RESTART_SPREAD_MS : FIRST_MS);
}

const step = (n) => STEPS_MS[Math.min(n, STEPS_MS.length - 1)];

/** "restarting; come back in 1200 ms" → 1200 */
export function hintIn(reason) {
  const ms = /(\d+) ms\b/.exec(reason ?? '');
  return ms ? Number(ms[1]) : undefined;
}
