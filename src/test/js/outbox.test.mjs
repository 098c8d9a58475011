import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Outbox } from '../../../webroot/js/outbox.js';
import { MapStorage } from './fakes.mjs';

const MINUTE = 60_000;
let storage;
let now;
let outbox;

beforeEach(() => {
  storage = new MapStorage();
  now = 1_000_000;
  outbox = new Outbox(storage, () => now);
});

const add = (text, room = 'general') => outbox.add(room, text, 'Ana', true);
const states = () => outbox.of('general').map((entry) => `${entry.text} ${entry.state}`);

test('one message of a room is on its way at a time, in the order they were said', () => {
  const first = add('a');
  const second = add('b');
  assert.equal(outbox.next('general'), first);
  outbox.sending(first);
  assert.equal(outbox.next('general'), undefined);
  outbox.settle(first.id);
  assert.equal(outbox.next('general'), second);
});

test('rooms do not wait for each other', () => {
  outbox.sending(add('a'));
  const other = add('b', 'dev');
  assert.equal(outbox.next('dev'), other);
});

test('without a connection messages wait; a lost one makes those on their way wait', () => {
  outbox.add('general', 'a', 'Ana', false);
  outbox.sending(add('b'));
  outbox.disconnected();
  assert.deepEqual(states(), ['a waiting', 'b waiting']);
  assert.equal(outbox.next('general').text, 'a');
});

test('everything is there after a reload, under the same ids, and one\'s own stay one\'s own', () => {
  const { id } = add('a');
  outbox.sending(outbox.get(id));
  const reloaded = new Outbox(storage, () => now);
  assert.deepEqual(reloaded.of('general').map((e) => [e.id, e.text, e.state]), [[id, 'a', 'waiting']]);
  outbox.settle(id);
  assert.equal(new Outbox(storage).isOwn(id), true);
});

test('an acknowledged message stays until it is shown, and blocks nobody', () => {
  const first = add('a');
  add('b');
  outbox.sending(first);
  outbox.acknowledged(first.id, { seq: 7, at: 99 });
  assert.deepEqual(states(), ['a sent', 'b pending']);
  assert.equal(outbox.get(first.id).seq, 7);
  assert.equal(outbox.next('general').text, 'b');
  outbox.settle(first.id);
  assert.deepEqual(states(), ['b pending']);
});

test('the same answer twice changes nothing', () => {
  const { id } = add('a');
  outbox.settle(id);
  outbox.settle(id);
  outbox.acknowledged(id, { seq: 1, at: 1 });
  assert.deepEqual(states(), []);
});

test('a message refused for now keeps its place; one refused for good lets the next pass', () => {
  const first = add('a');
  add('b');
  outbox.sending(first);
  outbox.postpone(first.id, 'unavailable');
  assert.equal(outbox.next('general'), first);
  outbox.fail(first.id, 'too_long');
  assert.equal(outbox.next('general').text, 'b');
  assert.deepEqual(states(), ['a failed', 'b pending']);
});

test('a message refused for now says why while it is tried again, until the connection is another', () => {
  const entry = add('a');
  outbox.sending(entry);
  outbox.postpone(entry.id, 'unavailable');
  outbox.sending(entry);
  assert.deepEqual([entry.state, entry.code], ['waiting', 'unavailable']);
  assert.equal(outbox.next('general'), undefined);
  outbox.disconnected();
  assert.deepEqual([entry.state, entry.code], ['waiting', undefined]);
});

test('after nine minutes without recovery nobody can tell: the person decides', () => {
  const entry = add('a');
  outbox.sending(entry);
  outbox.disconnected();
  now += 9 * MINUTE + 1;
  outbox.rejoined('general', false);
  assert.deepEqual(states(), ['a unsure']);
  assert.equal(outbox.next('general'), undefined);
  const again = outbox.resend(entry.id);
  assert.notEqual(again.id, entry.id);
  assert.deepEqual(states(), ['a pending']);
});

test('it is sent again by itself when it is younger, was recovered past, or never left', () => {
  const young = add('young');
  outbox.sending(young);
  outbox.disconnected();
  now += 9 * MINUTE;
  outbox.rejoined('general', false);
  assert.deepEqual(states(), ['young waiting']);
  now += 1;
  outbox.rejoined('general', true);
  assert.deepEqual(states(), ['young waiting']);
  outbox.settle(young.id);
  outbox.add('general', 'never left', 'Ana', false);
  now += 60 * MINUTE;
  outbox.rejoined('general', false);
  assert.deepEqual(states(), ['never left waiting']);
});

test('only an outbox with something to lose is not empty', () => {
  assert.equal(outbox.isEmpty, true);
  const { id } = add('a');
  assert.equal(outbox.isEmpty, false);
  outbox.acknowledged(id, { seq: 1, at: 1 });
  assert.equal(outbox.isEmpty, true);
});
