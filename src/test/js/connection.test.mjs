import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INITIAL, reduce } from '../../../webroot/js/net.js';

const online = reduce.online(reduce.welcome(INITIAL, { instance: '3000-a81c' }));
const down = (from, at, more = {}) => reduce.down(from, { code: 1006, retryAt: at + 100, ...more }, at, true);

test('a lost connection is being regained; a first one that fails is still being made', () => {
  assert.equal(down(online, 0).state, 'reconnecting');
  assert.equal(down(INITIAL, 0).state, 'connecting');
});

test('it counts as offline after a minute of failures, or at once without a network', () => {
  const lost = down(online, 1000);
  assert.equal(down(lost, 61_000).state, 'reconnecting');
  assert.equal(down(lost, 61_001).state, 'offline');
  assert.equal(reduce.down(online, { code: 1006, retryAt: 5 }, 0, false).state, 'offline');
});

test('the reason of the loss stands while tries fail without one', () => {
  const restarting = down(online, 0, { code: 1012 });
  assert.equal(down(restarting, 500).code, 1012);
  assert.equal(down(restarting, 500, { code: 1013 }).code, 1013);
  assert.equal(down(online, 500).code, 1006);
});

test('it is blocked when no try is to come', () => {
  assert.equal(down(online, 0, { code: 4401, retryAt: null }).state, 'blocked');
});

test('once back, nothing of the trouble is left', () => {
  assert.deepEqual(reduce.online(reduce.welcome(down(online, 0), { instance: '3000-a81c' })), online);
});
