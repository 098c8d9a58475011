import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Journeys } from '../../../webroot/js/panel/journeys.js';

let now;
let journeys;

beforeEach(() => {
  now = 1_000;
  journeys = new Journeys(() => now);
  journeys.traces = true;
});

const at = (ms, act) => {
  now += ms;
  act();
};
const ping = (ms) => {
  journeys.sent({ type: 'ping', id: `s${now}` });
  const id = `s${now}`;
  at(ms, () => journeys.heard({ type: 'pong', id }));
};
const say = (id, hidden = false) => journeys.sent({ type: 'message', id, room: 'general', text: 'x' }, hidden);
const ack = (id, more) => journeys.heard({ type: 'ack', id, room: 'general', seq: 1, ...more });
const back = (id, seq = 1) => journeys.heard({ type: 'message', id, room: 'general', seq });
const trace = (id, us) => journeys.heard({ type: 'trace', id, room: 'general', seq: 1, inUs: 100, loopUs: 800, outUs: 100, replyUs: 600, ...us });
const refuseTraces = () => journeys.heard({ type: 'error', code: 'unknown_type', message: '' });
const sum = (parts) => parts.reduce((total, { ms }) => total + ms, 0);

test('the total runs from sending to one\'s own message', () => {
  say('a');
  at(4, () => back('a', 58));
  assert.equal(journeys.last.total, 4);
  assert.equal(journeys.last.seq, 58);
  assert.equal(journeys.totals.median, 4);
});

test('without the instance\'s word, the acknowledgement parts the way', () => {
  refuseTraces();
  [1, 1, 1].forEach(ping);
  say('a');
  at(3, () => ack('a'));
  at(1, () => back('a'));
  assert.deepEqual(journeys.parts, [{ part: 'link', ms: 1 }, { part: 'server', ms: 2 }, { part: 'rest', ms: 1 }]);
  assert.equal(sum(journeys.parts), journeys.last.total);
});

test('with the instance\'s word, it stands beside what the tab measured', () => {
  [1, 1, 1].forEach(ping);
  say('a');
  at(4, () => back('a'));
  trace('a');
  assert.deepEqual(journeys.parts.map(({ part }) => part), ['link', 'instance', 'redis', 'rest']);
  assert.ok(Math.abs(sum(journeys.parts) - 4) < 1e-9);
  assert.equal(journeys.last.trace.reply, 0.6);
});

test('the word of the instance may come before the message', () => {
  [1, 1, 1].forEach(ping);
  say('a');
  trace('a');
  at(4, () => back('a'));
  assert.equal(journeys.parts.length, 4);
});

test('parts that exceed the whole are thrown away and counted, never cut to fit', () => {
  [3, 3, 3].forEach(ping);
  say('a');
  at(2, () => back('a'));
  trace('a');
  assert.equal(journeys.parts, null);
  assert.equal(journeys.last.fit, false);
  assert.equal(journeys.dropped, 1);
  assert.equal(journeys.totals.count, 0);
  trace('a');
  assert.equal(journeys.dropped, 1);
});

test('an acknowledgement faster than the way to the instance is thrown away too', () => {
  refuseTraces();
  [3, 3, 3].forEach(ping);
  say('a');
  at(1, () => ack('a'));
  at(5, () => back('a'));
  assert.equal(journeys.parts, null);
  assert.equal(journeys.dropped, 1);
});

test('the word of the instance may also never come', () => {
  [3, 3, 3].forEach(ping);
  say('a');
  at(1, () => ack('a'));
  at(1, () => back('a'));
  journeys.settle();
  assert.equal(journeys.dropped, 0);
  now += 1_000;
  journeys.settle();
  assert.equal(journeys.last.fit, false);
  assert.equal(journeys.dropped, 1);
});

test('no part is ever negative, whatever comes', () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let i = 0; i < 500; i++) {
    ping(random() * 3);
    say(`m${i}`);
    if (random() < 0.5) at(random() * 3, () => ack(`m${i}`));
    at(random() * 3, () => back(`m${i}`));
    if (random() < 0.7) trace(`m${i}`, { loopUs: random() * 4_000 });
    for (const { ms } of journeys.parts ?? []) assert.ok(ms > -0.1, `${ms}`);
  }
  assert.ok(journeys.dropped > 0 && journeys.totals.count > 0);
});

test('the way to the instance is not told from one or two pings', () => {
  refuseTraces();
  [1, 1].forEach(ping);
  assert.equal(journeys.link, undefined);
  say('a');
  ack('a');
  back('a');
  assert.equal(journeys.parts, null);
  assert.equal(journeys.dropped, 0);
});

test('pings that come afterwards tell the way as well, on the same connection only', () => {
  journeys.traces = false;
  say('a');
  at(3, () => ack('a'));
  back('a');
  assert.equal(journeys.parts, null);
  [1, 1, 1].forEach(ping);
  assert.equal(journeys.parts.length, 3);
  assert.equal(journeys.last.pings, 3);
  say('b');
  at(3, () => ack('b'));
  back('b');
  journeys.down();
  [9, 9, 9].forEach(ping);
  assert.equal(journeys.last.link, 1);
});

test('what was sent twice is not measured', () => {
  say('a');
  say('a');
  back('a');
  assert.equal(journeys.last, null);
  assert.equal(journeys.dropped, 1);
  say('b');
  ack('b', { duplicate: true });
  back('b');
  assert.equal(journeys.last, null);
  assert.equal(journeys.dropped, 2);
});

test('what was refused and sent again is not measured', () => {
  say('a');
  journeys.heard({ type: 'error', id: 'a', code: 'rate_limited' });
  say('a');
  back('a');
  assert.equal(journeys.last, null);
  assert.equal(journeys.dropped, 1);
});

test('what happened out of sight is not measured', () => {
  say('a');
  journeys.hid();
  back('a');
  say('b', true);
  back('b');
  assert.equal(journeys.last, null);
  assert.equal(journeys.dropped, 2);
});

test('a lost connection spoils what was on its way, and its pings', () => {
  [1, 1, 1].forEach(ping);
  say('a');
  journeys.down();
  journeys.heard({ type: 'joined', messages: [{ id: 'a' }] });
  back('a');
  assert.equal(journeys.last, null);
  assert.equal(journeys.dropped, 1);
  assert.equal(journeys.link, undefined);
});

test('other people\'s messages are not measured', () => {
  back('foreign');
  trace('foreign');
  ack('foreign');
  assert.equal(journeys.last, null);
  assert.equal(journeys.dropped, 0);
});
