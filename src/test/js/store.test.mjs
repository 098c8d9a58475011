import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Store } from '../../../webroot/js/store.js';
import { MapStorage, message, messages, unknown } from './fakes.mjs';

let storage;
let store;
let room;

const joined = (seq, list, more = {}) => ({ user: 'Ana', epoch: 'e1', seq, recovered: false, more: false, messages: list, ...more });
const seqs = (r) => r.segments.map((segment) => segment.messages.map((m) => m.seq));

beforeEach(() => {
  storage = new MapStorage();
  store = new Store(storage);
  room = store.ensure('general');
});

test('a first join shows its page, without a gap, and nothing of it is unread', () => {
  store.joined(room, joined(3, messages(1, 3)), false);
  assert.deepEqual(seqs(room), [[1, 2, 3]]);
  assert.equal(room.unread, 0);
});

test('messages stand in order of seq, each once, in whatever order they come', () => {
  store.joined(room, joined(1, messages(1, 1)), false);
  assert.equal(store.event(room, message(3)), true);
  assert.equal(store.event(room, message(2)), true);
  assert.equal(store.event(room, message(3)), false);
  assert.deepEqual(seqs(room), [[1, 2, 3]]);
  assert.deepEqual(room.since, { epoch: 'e1', seq: 3 });
});

test('what was missed is filled in without a gap when the join recovered it', () => {
  store.joined(room, joined(2, messages(1, 2)), false);
  store.joined(room, joined(5, messages(3, 5), { recovered: true }), true);
  assert.deepEqual(seqs(room), [[1, 2, 3, 4, 5]]);
  assert.equal(room.unread, 3);
});

test('what could not be recovered begins a new segment, also within one epoch', () => {
  store.joined(room, joined(2, messages(1, 2)), false);
  store.joined(room, joined(90, messages(89, 90)), true);
  assert.deepEqual(seqs(room), [[1, 2], [89, 90]]);
});

test('a new epoch is never merged with the old one, though the seqs meet', () => {
  store.joined(room, joined(2, messages(1, 2)), false);
  const anew = [message(1, { id: 'other1', at: 5 }), message(2, { id: 'other2', at: 6 })];
  store.resync(room, { epoch: 'e2', seq: 2, messages: anew });
  assert.deepEqual(seqs(room), [[1, 2], [1, 2]]);
  assert.equal(room.unread, 2);
});

test('a message told again after the gap is shown below it only', () => {
  store.joined(room, joined(3, messages(1, 3)), false);
  store.resync(room, { epoch: 'e2', seq: 2, messages: [{ ...message(2), seq: 1 }, { ...message(3), seq: 2 }] });
  assert.deepEqual(room.segments.map((s) => s.messages.map((m) => m.id)), [['f1'], ['f2', 'f3']]);
});

test('a room that was empty has no gap after a resync', () => {
  store.joined(room, joined(0, []), false);
  store.resync(room, { epoch: 'e2', seq: 1, messages: messages(1, 1) });
  assert.deepEqual(seqs(room), [[1]]);
});

test('events of an unknown kind are not kept, neither from a first page nor from a recovered one', () => {
  const missed = [];
  store.addEventListener('missed', ({ detail }) => missed.push(...detail.message.map((m) => m.seq)));
  store.joined(room, joined(4, [unknown(1), message(2), unknown(3), message(4)]), false);
  assert.deepEqual(seqs(room), [[2, 4]]);
  store.joined(room, joined(7, [unknown(5), message(6), unknown(7)], { recovered: true }), true);
  assert.deepEqual(seqs(room), [[2, 4, 6]]);
  assert.deepEqual(room.since, { epoch: 'e1', seq: 7 });
  assert.deepEqual(missed, [6]);
});

test('nor from a resync, after which there is more to ask for when its oldest event is not the first', () => {
  store.joined(room, joined(2, messages(1, 2)), false);
  store.resync(room, { epoch: 'e2', seq: 3, messages: [unknown(1), message(2, { id: 'other' }), unknown(3)] });
  assert.deepEqual(seqs(room), [[1, 2], [2]]);
  assert.equal(room.more, false);
  store.resync(room, { epoch: 'e3', seq: 9, messages: [unknown(8), unknown(9)] });
  assert.equal(room.more, true);
  assert.equal(room.seq, 9);
});

test('only messages are unread', () => {
  store.joined(room, joined(2, messages(1, 2)), false);
  store.event(room, unknown(3));
  assert.equal(room.unread, 0);
  store.event(room, message(4));
  store.event(room, unknown(5));
  assert.equal(room.unread, 1);
  store.markRead(room);
  assert.equal(room.unread, 0);
  store.joined(room, joined(8, [unknown(6), message(7), unknown(8)], { recovered: true }), true);
  assert.equal(room.unread, 1);
});

test('what is unread and not held is counted as far as it can be: by its seqs', () => {
  storage.set('read', { general: { epoch: 'e1', seq: 10 } });
  room = new Store(storage).ensure('general');
  store.joined(room, joined(20, [unknown(15), message(16), ...messages(19, 20)]), false);
  assert.equal(room.unread, 4 + 3);
});

test('a trimmed room asks for what it dropped', () => {
  store.joined(room, joined(10, [unknown(1), ...messages(2, 10)]), false);
  store.trim(room, 4);
  assert.equal(room.last.from, 7);
  store.older(room, { messages: [unknown(1), ...messages(2, 6)], more: false });
  assert.equal(room.last.from, 1);
});

test('older pages go before what is held', () => {
  store.joined(room, joined(60, messages(51, 60), { more: true }), false);
  store.older(room, { messages: messages(41, 50), more: true });
  assert.deepEqual(seqs(room), [messages(41, 60).map((m) => m.seq)]);
  assert.equal(room.more, true);
});

test('trimming forgets the oldest, and says that there is more', () => {
  store.joined(room, joined(10, messages(1, 10)), false);
  store.trim(room, 4);
  assert.deepEqual(seqs(room), [[7, 8, 9, 10]]);
  assert.equal(room.more, true);
  store.trim(room, 4);
  assert.deepEqual(seqs(room), [[7, 8, 9, 10]]);
});

test('what is unread is remembered beyond the life of the page', () => {
  store.joined(room, joined(3, messages(1, 3)), false);
  const later = new Store(storage).ensure('general');
  const reopened = new Store(storage);
  reopened.joined(later, joined(7, messages(1, 7)), false);
  assert.equal(later.unread, 4);
  reopened.markRead(later);
  assert.equal(later.unread, 0);
});

test('each fact is told once', () => {
  const told = [];
  for (const type of ['live', 'changed', 'read']) store.addEventListener(type, () => told.push(type));
  store.joined(room, joined(0, []), false);
  store.event(room, message(1));
  store.event(room, message(1));
  store.event(room, unknown(2));
  assert.deepEqual(told, ['read', 'changed', 'live', 'changed']);
});

test('who is there is told on joining, and then by who came and went', () => {
  store.joined(room, joined(0, [], { count: 2, members: ['Ana', 'Bo'] }), false);
  store.presence(room, { count: 2, joined: ['Cy'], left: ['Bo'] });
  assert.deepEqual([room.count, [...room.members.keys()]], [2, ['Ana', 'Cy']]);
  store.presence(room, { count: 500 });
  assert.equal(room.count, 500);
  store.presence(room, { count: 2, joined: [], left: [], members: ['Ana', 'Zoé'] });
  assert.deepEqual([...room.members.keys()], ['Ana', 'Zoé']);
});

test('of two people of one name one leaves and the other stays', () => {
  const there = () => [...room.members.values()].map(({ user, by }) => `${user} ${by ?? '-'}`);
  store.joined(room, joined(0, [], { count: 3, members: ['Ana', 'Ana', 'Bo'], membersBy: [null, 'k7q2', null] }), false);
  assert.deepEqual(there(), ['Ana -', 'Ana k7q2', 'Bo -']);
  store.presence(room, { count: 2, joined: ['Ana'], joinedBy: ['zzzz'], left: ['Ana', 'Bo'], leftBy: ['k7q2', null] });
  assert.deepEqual(there(), ['Ana -', 'Ana zzzz']);
  store.presence(room, { count: 1, joined: [], left: ['Ana'] });
  assert.deepEqual(there(), ['Ana zzzz']);
  store.presence(room, { count: 1, joined: [], left: [], members: ['Ana'], membersBy: ['k7q2'] });
  assert.deepEqual(there(), ['Ana k7q2']);
});

test('an instance that does not tell who is there leaves it unknown', () => {
  store.joined(room, joined(0, []), false);
  assert.deepEqual([room.count, room.members.size], [null, 0]);
});

test('what was said while the connection was lost is told as missed, once', () => {
  const missed = [];
  store.addEventListener('missed', ({ detail }) => missed.push(...detail.message.map((m) => m.seq)));
  store.joined(room, joined(2, messages(1, 2)), false);
  store.joined(room, joined(4, messages(2, 4), { recovered: true }), true);
  assert.deepEqual(missed, [3, 4]);
});

test('what was read in another tab is read here, and never less than here', () => {
  store.joined(room, joined(1, messages(1, 1)), false);
  const elsewhere = new Store(storage);
  const same = elsewhere.ensure('general');
  elsewhere.joined(same, joined(1, messages(1, 1)), false);
  for (const each of messages(2, 4)) {
    store.event(room, each);
    elsewhere.event(same, each);
  }
  assert.equal(room.unread, 3);
  const read = [];
  store.addEventListener('read', ({ detail }) => read.push(detail.room.name));
  elsewhere.markRead(same);
  store.readElsewhere();
  assert.deepEqual([room.unread, read], [0, ['general']]);
  storage.set('read', { general: { epoch: 'e1', seq: 2 } });
  store.readElsewhere();
  storage.set('read', { general: { epoch: 'other', seq: 9 } });
  store.readElsewhere();
  assert.deepEqual([room.unread, read.length], [0, 1]);
});

const edited = (seq, of, text, at = 1000 + seq) => ({ type: 'edited', room: 'general', seq, of, user: 'Ana', text, at });
const deleted = (seq, of) => ({ type: 'deleted', room: 'general', seq, of, user: 'Ana', at: 1000 + seq });

test('an edited message has its new text in its place, a deleted one none', () => {
  const changed = [];
  store.addEventListener('changed', () => changed.push(room.seq));
  store.joined(room, joined(3, messages(1, 3)), false);
  const held = room.last.messages[0];
  assert.equal(store.event(room, edited(4, 1, 'better')), false);
  assert.deepEqual([held.text, held.edited], ['better', 1004]);
  store.event(room, edited(5, 1, undefined));
  assert.equal(held.text, 'better');
  store.event(room, deleted(6, 1));
  assert.deepEqual([held.text, held.deleted, held.edited], ['', true, undefined]);
  store.event(room, edited(7, 1, 'back'));
  assert.equal(held.text, '');
  store.event(room, deleted(8, 99));
  store.event(room, { type: 'reaction', room: 'general', seq: 9, of: 2, user: 'Bo', emoji: '👍', on: true, at: 1 });
  assert.deepEqual(seqs(room), [[1, 2, 3]]);
  assert.equal(room.seq, 9);
  assert.deepEqual(changed, [3, 4, 6]);
});

test('a recovery changes what is held, and what it brings itself is as it is by then', () => {
  store.joined(room, joined(2, messages(1, 2)), false);
  const list = [{ ...message(3), text: 'newest', edited: 1007 }, edited(4, 3, undefined), deleted(5, 1), edited(6, 2, 'two'), edited(7, 3, 'newest')];
  store.joined(room, joined(7, list, { recovered: true }), true);
  assert.deepEqual(room.last.messages.map((m) => m.text), ['', 'two', 'newest']);
  assert.deepEqual(room.since, { epoch: 'e1', seq: 7 });
});

test('a topic comes with the room, and changes by an event', () => {
  const topics = [];
  store.addEventListener('topic', ({ detail }) => topics.push(detail.room.topic));
  store.joined(room, joined(1, messages(1, 1), { topic: 'Été' }), false);
  store.event(room, { type: 'moderated', room: 'general', seq: 2, action: 'topic', value: 'Hiver' });
  store.joined(room, joined(2, []), false);
  assert.deepEqual(topics, ['Été', 'Hiver', '']);
});
