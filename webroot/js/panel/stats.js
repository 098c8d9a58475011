// How long something took by one clock, and what may honestly be said of it. Pure.

/** Browsers round their clock to this: less cannot be told. */
export const GRAIN_MS = 0.1;

/** The smallest of the values that at least the share `q` of them does not exceed. */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}

export const median = (values) => quantile(values, 0.5);

/** Whether it can be a duration at all: what two readings of a rounded clock give may be a grain too small, but no more. */
export const isDuration = (ms) => Number.isFinite(ms) && ms > -GRAIN_MS;

/**
 * What is left of `total` after `parts`; null when the parts exceed it: they were then measured at different moments, and nothing can
 * be concluded.
 */
export function restOf(total, parts) {
  const rest = total - parts.reduce((sum, ms) => sum + ms, 0);
  return isDuration(rest) && parts.every(isDuration) ? rest : null;
}

/** The last few samples, oldest first. */
export class Recent {
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
