import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lines } from '../../../webroot/js/message.js';
import { message, messages } from './fakes.mjs';

const DAY = 86_400_000;
const nobody = () => false;
const room = (segments, more = false) => ({ segments, more });
const segment = (epoch, messages, more) => ({ epoch, from: messages[0]?.seq, messages, ...more });
const kinds = (list) => list.map((line) => line.kind).join(' ');

test('the start of the history, then the day, then the messages', () => {
  assert.equal(kinds(lines(room([segment('e', messages(1, 2))]), [], null, nobody)), 'start day message message');
});

test('a button for older ones when there are some; nothing at all in an empty room', () => {
  assert.equal(lines(room([segment('e', messages(5, 6))], true), [], null, nobody)[0].kind, 'older');
  assert.deepEqual(lines(room([segment('e', [])]), [], null, nobody), []);
});

test('each day is named once, and a clock that runs back does not name it again', () => {
  const list = [message(1), message(2, { at: message(1).at + DAY }), message(3, { at: message(1).at })];
  assert.equal(kinds(lines(room([segment('e', list)]), [], null, nobody)), 'start day message day message message');
});

test('a gap parts the segments, and older ones are asked for below it', () => {
  const segments = [segment('e', messages(1, 1)), segment('f', messages(8, 8))];
  assert.equal(kinds(lines(room(segments, true), [], null, nobody)), 'day message gap older message');
});

test('new messages are marked at the first of them, of the right epoch', () => {
  const list = lines(room([segment('e', messages(1, 3))]), [], { epoch: 'e', seq: 3 }, nobody);
  assert.equal(kinds(list), 'start day message message new message');
  assert.equal(list.at(-1).grouped, false);
  assert.ok(!kinds(lines(room([segment('f', messages(1, 3))]), [], { epoch: 'e', seq: 3 }, nobody)).includes('new'));
});

test('the mark of what is new stands at the first message behind events that are not shown', () => {
  const list = [message(1), message(4), message(5)];
  assert.equal(kinds(lines(room([segment('e', list)]), [], { epoch: 'e', seq: 2 }, nobody)), 'start day message new message message');
  const view = [segment('e', [message(4), message(5)], { from: 2 })];
  assert.equal(kinds(lines(room(view, true), [], { epoch: 'e', seq: 3 }, nobody)), 'older new day message message');
  assert.ok(!kinds(lines(room(view, true), [], { epoch: 'e', seq: 1 }, nobody)).includes('new'));
});

test('messages of one person close together are grouped', () => {
  const list = [message(1), message(2), message(3, { user: 'Cy' }), message(4, { user: 'Cy', at: message(3).at + 6 * 60_000 })];
  const grouped = lines(room([segment('e', list)]), [], null, nobody).filter((l) => l.kind === 'message').map((l) => l.grouped);
  assert.deepEqual(grouped, [false, true, false, false]);
});

test('an own message keeps its key from the outbox to the log', () => {
  const entry = { id: 'x', text: 't', user: 'Ana', at: message(1).at, state: 'pending' };
  const before = lines(room([segment('e', [])]), [entry], null, () => true).at(-1);
  const after = lines(room([segment('e', [message(1, { id: 'x' })])]), [], null, (id) => id === 'x').at(-1);
  assert.equal(before.key, after.key);
  assert.deepEqual([before.state, after.state], ['pending', 'sent']);
});

test('keys are never used twice, also across epochs and days', () => {
  const segments = [segment('e', messages(1, 3)), segment('f', messages(1, 3))];
  const keys = lines(room(segments, true), [], null, nobody).map((line) => line.key);
  assert.equal(new Set(keys).size, keys.length);
});

test('a segment whose top is out of view has neither a start nor a button for older ones', () => {
  const view = { segments: [segment('e', messages(5, 6), { cut: true })], more: true };
  assert.equal(kinds(lines(view, [], null, nobody)), 'day message message');
});
