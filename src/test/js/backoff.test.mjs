import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoff, hintIn } from '../../../webroot/js/net.js';

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

test('what the server asks for is obeyed, once', () => {
  assert.equal(backoff(0, { code: 1012, hintMs: 1234 }, most), 1234);
  assert.equal(backoff(1, { code: 1012, hintMs: 1234 }, most), 500);
});

test('the wait is read from the reason of the close', () => {
  assert.equal(hintIn('restarting; come back in 1200 ms'), 1200);
  assert.equal(hintIn('restarting'), undefined);
  assert.equal(hintIn(undefined), undefined);
});
