// Statistics of durations measured by one clock: quantiles, a sliding window, remainders. Pure.

/** The resolution of a browser's clock: shorter durations cannot be measured. */
export const RESOLUTION_MS = 0.1;

/** The smallest of the values that at least the share `q` of them does not exceed. */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}

export const median = (values) => quantile(values, 0.5);

/** Whether it can be a duration at all: two readings of a rounded clock may differ by one step too little, but no more. */
export const isDuration = (ms) => Number.isFinite(ms) && ms > -RESOLUTION_MS;

/**
 * The remainder of `total` after `parts`; null when the parts exceed it: they were then measured at different moments and say nothing
 * of each other.
 */
export function remainder(total, parts) {
  const rest = total - parts.reduce((sum, ms) => sum + ms, 0);
  return isDuration(rest) && parts.every(isDuration) ? rest : null;
}

/** A sliding window over the last `most` samples, oldest first. */
export class SlidingWindow {
  values = [];

  constructor(most) {
    this.most = most;
  }

  add(value) {
    this.values.push(value);
    if (this.values.length > this.most) this.values.shift();
  }

  remove(value) {
    const at = this.values.lastIndexOf(value);
    if (at >= 0) this.values.splice(at, 1);
  }

  clear() {
    this.values = [];
  }

  get count() {
    return this.values.length;
  }

  get median() {
    return median(this.values);
  }

  get p95() {
    return quantile(this.values, 0.95);
  }
}
