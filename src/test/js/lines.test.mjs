import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lines } from '../../../webroot/js/message.js';
import { message, messages } from './fakes.mjs';

const DAY = 86_400_000;
const reader = (isOwn, more) => ({ user: 'Ana', by: undefined, isOwn, ...more });
const nobody = reader(() => false);
const none = () => false;
const room = (segments, more = false) => ({ segments, more });
const segment = (epoch, messages, more) => ({ epoch, from: messages[0]?.seq, messages, ...more });
const kinds = (list) => list.map((line) => line.kind).join(' ');

test('the start of the history, then the day, then the messages', () => {
  assert.equal(kinds(lines(room([segment('e', messages(1, 2))]), [], null, nobody, none)), 'start day message message');
});

test('a button for older ones when there are some; nothing at all in an empty room', () => {
  assert.equal(lines(room([segment('e', messages(5, 6))], true), [], null, nobody, none)[0].kind, 'older');
  assert.deepEqual(lines(room([segment('e', [])]), [], null, nobody, none), []);
});

test('each day is named once, and a clock that runs back does not name it again', () => {
  const list = [message(1), message(2, { at: message(1).at + DAY }), message(3, { at: message(1).at })];
  assert.equal(kinds(lines(room([segment('e', list)]), [], null, nobody, none)), 'start day message day message message');
});

test('a gap parts the segments, and older ones are asked for below it', () => {
  const segments = [segment('e', messages(1, 1)), segment('f', messages(8, 8))];
  assert.equal(kinds(lines(room(segments, true), [], null, nobody, none)), 'day message gap older message');
});

test('new messages are marked at the first of them, of the right epoch', () => {
  const list = lines(room([segment('e', messages(1, 3))]), [], { epoch: 'e', seq: 3 }, nobody, none);
  assert.equal(kinds(list), 'start day message message new message');
  assert.equal(list.at(-1).grouped, false);
  assert.ok(!kinds(lines(room([segment('f', messages(1, 3))]), [], { epoch: 'e', seq: 3 }, nobody, none)).includes('new'));
});

test('the mark of what is new stands at the first message behind events that are not shown', () => {
  const list = [message(1), message(4), message(5)];
  assert.equal(kinds(lines(room([segment('e', list)]), [], { epoch: 'e', seq: 2 }, nobody, none)), 'start day message new message message');
  const view = [segment('e', [message(4), message(5)], { from: 2 })];
  assert.equal(kinds(lines(room(view, true), [], { epoch: 'e', seq: 3 }, nobody, none)), 'older new day message message');
  assert.ok(!kinds(lines(room(view, true), [], { epoch: 'e', seq: 1 }, nobody, none)).includes('new'));
});

test('messages of one person close together are grouped', () => {
  const list = [message(1), message(2), message(3, { user: 'Cy' }), message(4, { user: 'Cy', at: message(3).at + 6 * 60_000 })];
  const grouped = lines(room([segment('e', list)]), [], null, nobody, none).filter((l) => l.kind === 'message').map((l) => l.grouped);
  assert.deepEqual(grouped, [false, true, false, false]);
});

test('an own message keeps its key from the outbox to the log', () => {
  const entry = { id: 'x', text: 't', user: 'Ana', at: message(1).at, state: 'pending' };
  const before = lines(room([segment('e', [])]), [entry], null, reader(() => true), () => true).at(-1);
  const after = lines(room([segment('e', [message(1, { id: 'x' })])]), [], null, reader(({ id }) => id === 'x'), (id) => id === 'x').at(-1);
  assert.equal(before.key, after.key);
  assert.deepEqual([before.state, after.state], ['pending', 'sent']);
});

test('keys are never used twice, also across epochs and days', () => {
  const segments = [segment('e', messages(1, 3)), segment('f', messages(1, 3))];
  const keys = lines(room(segments, true), [], null, nobody, none).map((line) => line.key);
  assert.equal(new Set(keys).size, keys.length);
});

test('a segment whose top is out of view has neither a start nor a button for older ones', () => {
  const view = { segments: [segment('e', messages(5, 6), { cut: true })], more: true };
  assert.equal(kinds(lines(view, [], null, nobody, none)), 'day message message');
});

const told = (list, who, isSent, members) =>
  lines(room([segment('e', list)]), [], null, who, isSent, members).filter((l) => l.kind === 'message');
const ana = (by) => ({ user: 'Ana', by });

test('two people of one name are not grouped, and each has a mark', () => {
  const list = [message(1, ana('k7q2aaaa')), message(2, ana('k7q2bbbb')), message(3, ana('zzzz')), message(4, { user: 'Bo', by: 'k7q2aaaa' })];
  const shown = told(list, nobody, none);
  assert.deepEqual(shown.map((l) => l.grouped), [false, false, false, false]);
  assert.deepEqual(shown.map((l) => l.mark), ['k7q2a', 'k7q2b', 'zzzz', '']);
});

test('whoever has the name of the reader, or of somebody who is there, has a mark; the reader never', () => {
  const me = reader(({ by }) => by === 'mine1', { by: 'mine1' });
  const list = [message(1, ana('mine1')), message(2, ana('other')), message(3, { user: 'Cy', by: 'cycycy' }), message(4, ana(undefined))];
  const marks = (who, members) => told(list, who, none, members).map((l) => l.mark);
  assert.deepEqual(marks(me), ['', 'othe', '', '']);
  assert.deepEqual(marks(me, new Map([['Cy', { user: 'Cy', by: undefined }]])), ['', 'othe', 'cycy', '']);
});

test('an own message of another tab is own, and so is what goes with it', () => {
  const me = reader(({ by }) => by === 'mine', { by: 'mine' });
  const list = [message(1, { ...ana('mine'), id: 'x' }), message(2, { ...ana('mine'), id: 'x' }), message(3, ana(undefined))];
  const shown = told(list, me, none);
  assert.deepEqual(shown.map((l) => l.own), [true, true, false]);
  assert.equal(new Set(shown.map((l) => l.key)).size, 3);
  const entry = { id: 'y', text: 't', user: 'Ana', at: message(2).at, state: 'pending' };
  const unsent = lines(room([segment('e', list.slice(0, 2))]), [entry], null, me, () => true).at(-1);
  assert.deepEqual([unsent.by, unsent.own, unsent.grouped], ['mine', true, true]);
});
