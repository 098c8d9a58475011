import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GRAIN_MS, Recent, isDuration, median, quantile, restOf } from '../../../webroot/js/panel/stats.js';

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
  const recent = new Recent(3);
  [100, 1, 2, 3].forEach((value) => recent.add(value));
  assert.equal(recent.count, 3);
  assert.equal(recent.p95, 3);
  recent.remove(3);
  assert.equal(recent.p95, 2);
  recent.remove(77);
  assert.equal(recent.count, 2);
});

test('the rest is never negative beyond what the clock can tell', () => {
  assert.equal(restOf(10, [3, 4]), 3);
  assert.equal(restOf(10, [6, 5]), null);
  assert.equal(restOf(10, [12, -2]), null);
  assert.ok(Math.abs(restOf(10, [5, 5 + GRAIN_MS / 2])) < GRAIN_MS);
  assert.equal(restOf(10, [NaN]), null);
  assert.ok(isDuration(0) && !isDuration(-GRAIN_MS) && !isDuration(undefined));
});
