import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RESOLUTION_MS, SlidingWindow, isDuration, median, quantile, remainder } from '../../../webroot/js/panel/stats.js';

test('quantiles are values that were measured', () => {
  const values = [9, 1, 5, 3, 7];
  assert.equal(median(values), 5);
  assert.equal(median([4, 2]), 2);
  assert.equal(quantile(values, 0.95), 9);
  assert.equal(quantile(Array.from({ length: 100 }, (_, i) => i + 1), 0.95), 95);
  assert.equal(quantile([], 0.5), undefined);
  assert.deepEqual(values, [9, 1, 5, 3, 7]);
});

test('only the last samples count', () => {
  const window = new SlidingWindow(3);
  [100, 1, 2, 3].forEach((value) => window.add(value));
  assert.equal(window.count, 3);
  assert.equal(window.p95, 3);
  window.remove(3);
  assert.equal(window.p95, 2);
  window.remove(77);
  assert.equal(window.count, 2);
});

test('the rest is never negative beyond what the clock can tell', () => {
  assert.equal(remainder(10, [3, 4]), 3);
  assert.equal(remainder(10, [6, 5]), null);
  assert.equal(remainder(10, [12, -2]), null);
  assert.ok(Math.abs(remainder(10, [5, 5 + RESOLUTION_MS / 2])) < RESOLUTION_MS);
  assert.equal(remainder(10, [NaN]), null);
  assert.ok(isDuration(0) && !isDuration(-RESOLUTION_MS) && !isDuration(undefined));
});
