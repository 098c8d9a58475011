import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoff } from '../../../webroot/js/net.js';

const most = () => 1;

test('the first try comes within 300 ms, the next ones within 0.5, 1, 2, 4, 8, 10 s and no more', () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 7, 100].map((tries) => backoff(tries, {}, most));
  assert.deepEqual(longest, [300, 500, 1000, 2000, 4000, 8000, 10000, 10000, 10000]);
});

test('the wait is drawn from the whole range', () => {
  assert.equal(backoff(3, {}, () => 0), 0);
  assert.equal(backoff(3, {}, () => 0.5), 1000);
});

test('after a restart the crowd spreads over three seconds', () => {
  assert.equal(backoff(0, { code: 1012 }, most), 3000);
  assert.equal(backoff(1, { code: 1012 }, most), 500);
});

test('an overloaded instance is given two seconds from the start', () => {
  assert.deepEqual([0, 1, 2].map((tries) => backoff(tries, { code: 1013 }, most)), [2000, 4000, 8000]);
});

test('the delay that the server asks for is taken as it is', () => {
  assert.equal(backoff(0, { code: 1012, retryAfterMs: 1234 }, most), 1234);
  assert.equal(backoff(0, { code: 1013, retryAfterMs: 0 }, most), 0);
});

test('where good connections do not last, it is the least, and the wait grows all the same', () => {
  assert.equal(backoff(1, { code: 1012, retryAfterMs: 1234 }, most), 1234);
  assert.equal(backoff(4, { code: 1012, retryAfterMs: 1234 }, most), 4000);
});
