import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Journeys } from '../../../webroot/js/panel/journeys.js';

let now;
let journeys;

beforeEach(() => {
  now = 1_000;
  journeys = new Journeys(() => now);
  journeys.tracing = true;
});

const at = (ms, act) => {
  now += ms;
  act();
};
const ping = (ms) => {
  journeys.sent({ type: 'ping', id: `s${now}` });
  const id = `s${now}`;
  at(ms, () => journeys.received({ type: 'pong', id }));
};
const say = (id, hidden = false) => journeys.sent({ type: 'message', id, room: 'general', text: 'x' }, hidden);
const ack = (id, more) => journeys.received({ type: 'ack', id, room: 'general', seq: 1, ...more });
const back = (id, seq = 1) => journeys.received({ type: 'message', id, room: 'general', seq });
const trace = (id, us) => journeys.received({ type: 'trace', id, room: 'general', seq: 1, inUs: 100, loopUs: 800, outUs: 100, replyUs: 600, ...us });
const refuseTraces = () => journeys.received({ type: 'error', code: 'unknown_type', message: '' });
const sum = (parts) => parts.reduce((total, { ms }) => total + ms, 0);

test('the total runs from sending to one\'s own message', () => {
  say('a');
  at(4, () => back('a', 58));
  assert.equal(journeys.last.total, 4);
  assert.equal(journeys.last.seq, 58);
  assert.equal(journeys.totals.median, 4);
});

test('without a trace, the acknowledgement splits the total', () => {
  refuseTraces();
  [1, 1, 1].forEach(ping);
  say('a');
  at(3, () => ack('a'));
  at(1, () => back('a'));
  assert.deepEqual(journeys.parts, [{ part: 'link', ms: 1 }, { part: 'server', ms: 2 }, { part: 'rest', ms: 1 }]);
  assert.equal(sum(journeys.parts), journeys.last.total);
});

test('a trace stands beside what the tab measured', () => {
  [1, 1, 1].forEach(ping);
  say('a');
  at(4, () => back('a'));
  trace('a');
  assert.deepEqual(journeys.parts.map(({ part }) => part), ['link', 'instance', 'redis', 'rest']);
  assert.ok(Math.abs(sum(journeys.parts) - 4) < 1e-9);
  assert.equal(journeys.last.trace.reply, 0.6);
});

test('a trace may come before its message', () => {
  [1, 1, 1].forEach(ping);
  say('a');
  trace('a');
  at(4, () => back('a'));
  assert.equal(journeys.parts.length, 4);
});

test('parts that exceed the total are discarded and counted, never cut to fit', () => {
  [3, 3, 3].forEach(ping);
  say('a');
  at(2, () => back('a'));
  trace('a');
  assert.equal(journeys.parts, null);
  assert.equal(journeys.last.valid, false);
  assert.equal(journeys.dropped, 1);
  assert.equal(journeys.totals.count, 0);
  trace('a');
  assert.equal(journeys.dropped, 1);
});

test('an acknowledgement faster than the round trip is discarded too', () => {
  refuseTraces();
  [3, 3, 3].forEach(ping);
  say('a');
  at(1, () => ack('a'));
  at(5, () => back('a'));
  assert.equal(journeys.parts, null);
  assert.equal(journeys.dropped, 1);
});

test('a trace may also never come', () => {
  [3, 3, 3].forEach(ping);
  say('a');
  at(1, () => ack('a'));
  at(1, () => back('a'));
  journeys.expire();
  assert.equal(journeys.dropped, 0);
  now += 1_000;
  journeys.expire();
  assert.equal(journeys.last.valid, false);
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

test('the round trip is not known from one or two pings', () => {
  refuseTraces();
  [1, 1].forEach(ping);
  assert.equal(journeys.link, undefined);
  say('a');
  ack('a');
  back('a');
  assert.equal(journeys.parts, null);
  assert.equal(journeys.dropped, 0);
});

test('pings that come afterwards tell the round trip as well, on the same connection only', () => {
  journeys.tracing = false;
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
  journeys.disconnected();
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
  journeys.received({ type: 'error', id: 'a', code: 'rate_limited' });
  say('a');
  back('a');
  assert.equal(journeys.last, null);
  assert.equal(journeys.dropped, 1);
});

test('what was sent or in flight in the background is not measured', () => {
  say('a');
  journeys.hidden();
  back('a');
  say('b', true);
  back('b');
  assert.equal(journeys.last, null);
  assert.equal(journeys.dropped, 2);
});

test('a lost connection discards what was in flight, and its pings', () => {
  [1, 1, 1].forEach(ping);
  say('a');
  journeys.disconnected();
  journeys.received({ type: 'joined', messages: [{ id: 'a' }] });
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
