import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Outbox } from '../../../webroot/js/outbox.js';
import { Session } from '../../../webroot/js/session.js';
import { Store } from '../../../webroot/js/store.js';
import { MapStorage, ScriptedNet, message, messages, unknown } from './fakes.mjs';

let net;
let store;
let outbox;
let session;

beforeEach(() => {
  net = new ScriptedNet();
  store = new Store(new MapStorage());
  outbox = new Outbox(new MapStorage());
  session = new Session(net, store, outbox);
  session.user = 'Ana';
});

const answerJoin = (more = {}) => {
  const { id, room, user } = net.last('join');
  net.hears({ type: 'joined', id, room, user, epoch: 'e1', seq: 0, recovered: false, more: false, messages: [], ...more });
};
const answerTo = ({ id, room, user }) =>
  net.hears({ type: 'joined', id, room, user, epoch: 'e1', seq: 0, recovered: false, more: false, messages: [] });
const enter = () => {
  session.open('general');
  net.open();
  answerJoin();
};
const shown = () => store.get('general').segments.map((segment) => segment.messages.map((m) => m.seq));
const unsent = () => outbox.of('general').map((entry) => `${entry.text} ${entry.state}`);

test('the page is online once it is welcomed and in the room', () => {
  session.open('general');
  assert.equal(session.connection.state, 'connecting');
  net.open('3001-k2f9');
  assert.equal(session.connection.state, 'connecting');
  answerJoin();
  assert.deepEqual([session.connection.state, session.connection.instance], ['online', '3001-k2f9']);
});

test('a first join asks for the newest page, a later one for what came since', () => {
  enter();
  assert.equal(net.last('join').since, undefined);
  net.hears(message(1));
  net.drops();
  net.open();
  assert.deepEqual(net.last('join').since, { epoch: 'e1', seq: 1 });
});

test('what was said offline goes in order, one after the other, once', () => {
  enter();
  net.drops();
  ['a', 'b', 'c'].forEach((text) => session.say('general', text));
  assert.deepEqual(unsent(), ['a waiting', 'b waiting', 'c waiting']);
  net.open();
  assert.deepEqual(net.all('message'), []);
  answerJoin({ recovered: true });
  for (const [i, text] of ['a', 'b', 'c'].entries()) {
    assert.equal(net.all('message').length, i + 1);
    const { id } = net.last('message');
    assert.equal(net.last('message').text, text);
    net.hears(message(i + 1, { id, text }));
    net.hears({ type: 'ack', id, room: 'general', seq: i + 1, at: 1 });
  }
  assert.deepEqual(unsent(), []);
  assert.equal(net.all('message').length, 3);
});

test('a message whose answer was lost is not sent again when the recovered range holds it', () => {
  enter();
  session.say('general', 'a');
  const { id } = net.last('message');
  net.drops();
  net.open();
  answerJoin({ seq: 1, recovered: true, messages: [message(1, { id, text: 'a' })] });
  assert.equal(net.all('message').length, 1);
  assert.deepEqual(unsent(), []);
});

test('and is sent again under the same id when it does not', () => {
  enter();
  session.say('general', 'a');
  net.drops();
  net.open();
  answerJoin({ recovered: true });
  const [first, second] = net.all('message');
  assert.equal(second.id, first.id);
});

test('the acknowledgement may come before the message, or after it', () => {
  enter();
  session.say('general', 'a');
  const { id } = net.last('message');
  net.hears({ type: 'ack', id, room: 'general', seq: 1, at: 5 });
  assert.deepEqual(unsent(), ['a sent']);
  net.hears(message(1, { id }));
  assert.deepEqual(unsent(), []);
  assert.equal(store.get('general').last.messages.length, 1);
});

test('a duplicate that was shown long ago is done with its acknowledgement', () => {
  session.open('general');
  net.open();
  answerJoin({ seq: 90, messages: messages(80, 90) });
  session.say('general', 'a');
  net.hears({ type: 'ack', id: net.last('message').id, room: 'general', seq: 12, at: 5, duplicate: true });
  assert.deepEqual(unsent(), []);
});

test('being told to join first, it joins and sends the same message again', () => {
  enter();
  session.say('general', 'a');
  const { id } = net.last('message');
  net.hears({ type: 'error', id, code: 'not_joined', message: 'Join general.' });
  assert.equal(net.all('join').length, 2);
  answerJoin({ recovered: true });
  assert.deepEqual(net.all('message').map((frame) => frame.id), [id, id]);
});

test('a message refused for good stays with its reason, and the next one goes', () => {
  enter();
  session.say('general', 'a');
  session.say('general', 'b');
  net.hears({ type: 'error', id: net.last('message').id, code: 'bad_request', message: 'no' });
  assert.deepEqual(unsent(), ['a failed', 'b pending']);
  assert.equal(net.last('message').text, 'b');
});

test('while the log is out of reach nothing else is sent: order holds', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  enter();
  session.say('general', 'a');
  net.hears({ type: 'error', id: net.last('message').id, code: 'unavailable', message: 'no', retryAfterMs: 700 });
  session.say('general', 'b');
  assert.equal(net.all('message').length, 1);
  t.mock.timers.tick(700);
  assert.deepEqual(net.all('message').map((frame) => frame.text), ['a', 'a']);
});

test('that the log is out of reach is known from the answers, until one says otherwise', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  enter();
  session.say('general', 'a');
  net.hears({ type: 'error', id: net.last('message').id, code: 'unavailable', retryAfterMs: 100 });
  assert.equal(session.connection.logLost, true);
  net.hears({ type: 'pong', id: 'p' });
  assert.equal(session.connection.logLost, true);
  t.mock.timers.tick(100);
  net.hears({ type: 'ack', id: net.last('message').id, room: 'general', seq: 1, at: 1 });
  assert.equal(session.connection.logLost, false);
});

test('a refused name or room is told with the room it was for', () => {
  const refusals = [];
  session.addEventListener('refused', ({ detail }) => refusals.push(detail));
  session.open('general');
  net.open();
  net.hears({ type: 'error', id: net.last('join').id, code: 'bad_user', message: 'no' });
  assert.deepEqual(refusals, [{ room: 'general', code: 'bad_user', message: 'no' }]);
});

test('rooms that refused a name are joined under the next one', () => {
  enter();
  session.rename('Bad');
  net.hears({ type: 'error', id: net.last('join').id, code: 'bad_user', message: 'no' });
  session.rename('Good');
  assert.deepEqual([net.last('join').room, net.last('join').user], ['general', 'Good']);
  assert.equal(net.all('leave').length, 1);
});

test('a room that the server writes otherwise is taken as it says', () => {
  session.open('ge');
  net.open();
  session.say('ge', 'a');
  answerJoin({ room: 'Ge' });
  assert.equal(session.current, 'Ge');
  assert.equal(net.last('message').room, 'Ge');
});

test('a skipped seq is not shown over the hole: the room is read again from there', () => {
  enter();
  net.hears(message(1));
  net.hears(message(3));
  assert.deepEqual(store.get('general').last.messages.map((m) => m.seq), [1]);
  assert.deepEqual(net.last('join').since, { epoch: 'e1', seq: 1 });
  answerJoin({ seq: 3, recovered: true, messages: messages(2, 3) });
  assert.deepEqual(store.get('general').last.messages.map((m) => m.seq), [1, 2, 3]);
});

test('an event of an unknown kind advances the reader and is not shown', () => {
  enter();
  net.hears(message(1));
  net.hears(unknown(2));
  net.hears(message(3));
  assert.deepEqual(shown(), [[1, 3]]);
  assert.equal(net.all('join').length, 1);
  net.drops();
  net.open();
  assert.deepEqual(net.last('join').since, { epoch: 'e1', seq: 3 });
});

test('an unknown event that follows a gap is not skipped over: the room is read again from before the gap', () => {
  enter();
  net.hears(message(1));
  net.hears(unknown(3));
  assert.deepEqual(net.last('join').since, { epoch: 'e1', seq: 1 });
  answerJoin({ seq: 3, recovered: true, messages: [message(2), unknown(3)] });
  net.hears(message(4));
  assert.deepEqual(shown(), [[1, 2, 4]]);
  assert.equal(net.all('join').length, 2);
});

test('an unknown event that comes again does not take the reader back', () => {
  enter();
  for (const event of [message(1), unknown(2), message(3), unknown(2), message(4)]) net.hears(event);
  assert.deepEqual(shown(), [[1, 3, 4]]);
  assert.equal(net.all('join').length, 1);
});

test('an unknown event does not settle a message of this tab, whatever id it has', () => {
  enter();
  session.say('general', 'a');
  const { id } = net.last('message');
  net.hears(unknown(1, { id }));
  assert.deepEqual(unsent(), ['a pending']);
  net.drops();
  net.open();
  answerJoin({ seq: 2, recovered: true, messages: [unknown(2, { id })] });
  assert.equal(net.all('message').length, 2);
});

test('answers that carry a seq are no events of the log', () => {
  enter();
  net.hears(message(1));
  for (const type of ['ack', 'trace']) net.hears({ type, id: 'x', room: 'general', seq: 9 });
  net.hears({ type: 'joined', id: 'of no join', room: 'general', seq: 9, messages: [] });
  net.hears(message(2));
  assert.deepEqual(shown(), [[1, 2]]);
  assert.equal(net.all('join').length, 1);
});

test('an older page begins before the oldest event held, of whatever kind', () => {
  const counts = [];
  session.addEventListener('older', ({ detail }) => counts.push(detail.count));
  session.open('general');
  net.open();
  answerJoin({ seq: 60, messages: [unknown(11), unknown(12), ...messages(13, 60)], more: true });
  const room = store.get('general');
  session.older(room);
  assert.equal(net.last('history').before, 11);
  net.hears({ type: 'history', id: net.last('history').id, room: 'general', messages: [unknown(6), unknown(7), message(8)], more: true });
  session.older(room);
  assert.equal(net.last('history').before, 6);
  net.hears({ type: 'history', id: net.last('history').id, room: 'general', messages: [unknown(4), unknown(5)], more: true });
  session.older(room);
  assert.equal(net.last('history').before, 4);
  net.hears({ type: 'history', id: net.last('history').id, room: 'general', messages: messages(1, 3), more: false });
  assert.deepEqual(shown(), [[1, 2, 3, 8, ...messages(13, 60).map((m) => m.seq)]]);
  assert.deepEqual(counts, [1, 0, 3]);
});

test('older pages are asked for once at a time, before the oldest held', () => {
  session.open('general');
  net.open();
  answerJoin({ seq: 60, messages: messages(11, 60), more: true });
  const room = store.get('general');
  session.older(room);
  session.older(room);
  assert.deepEqual(net.all('history').map((frame) => frame.before), [11]);
  net.hears({ type: 'history', id: net.last('history').id, room: 'general', messages: messages(1, 10), more: false });
  session.older(room);
  assert.equal(net.all('history').length, 1);
});

test('an older page that no longer meets what is held is not taken: it would hide a hole', () => {
  session.open('general');
  net.open();
  answerJoin({ seq: 60, messages: messages(51, 60), more: true });
  const room = store.get('general');
  const page = () => net.hears({ type: 'history', id: net.last('history').id, room: 'general', messages: messages(41, 50), more: true });
  session.older(room);
  store.trim(room, 4);
  page();
  assert.deepEqual(shown(), [[57, 58, 59, 60]]);
  session.older(room);
  assert.equal(net.last('history').before, 57);
  net.hears({ type: 'resync', room: 'general', epoch: 'e2', seq: 90, messages: messages(57, 90) });
  page();
  assert.deepEqual(shown().at(-1), messages(57, 90).map((m) => m.seq));
  assert.equal(session.isLoadingOlder(room), false);
});

test('with its key it is told who it is, and knows its messages in every tab', () => {
  session.key = 'Zm9ydHktdHdvLWd1ZXN0cw';
  session.open('general');
  net.open();
  assert.equal(net.last('join').key, session.key);
  answerJoin({ by: 'mine' });
  session.say('general', 'a');
  const { id } = net.last('message');
  assert.deepEqual([{ id, by: 'mine' }, { id: 'of another tab', by: 'mine' }].map((m) => session.isOwn(m)), [true, true]);
  assert.deepEqual([{ id, by: 'other' }, { id }, { id: 'z' }].map((m) => session.isOwn(m)), [false, false, false], 'an id is no proof');
});

test('where the instance tells nobody apart, this tab knows what it sent by the ids', () => {
  enter();
  session.say('general', 'a');
  assert.deepEqual([net.last('message').id, 'other'].map((id) => session.isOwn({ id })), [true, false]);
  assert.equal('key' in JSON.parse(JSON.stringify(net.last('join'))), false);
});

test('nobody reads of themselves that they write, under whatever name', () => {
  const typists = [];
  session.addEventListener('typing', ({ detail }) => typists.push(`${detail.user} ${detail.by}`));
  session.open('general');
  net.open();
  answerJoin({ by: 'mine' });
  for (const by of ['mine', 'other', undefined]) net.hears({ type: 'typing', room: 'general', user: 'Ana', by, on: true });
  assert.deepEqual(typists, ['Ana other', 'Ana undefined']);
});

test('what came too fast goes again by itself when the instance says that it may, and is shown as waiting', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  enter();
  session.say('general', 'a');
  const { id } = net.last('message');
  net.hears({ type: 'error', id, code: 'rate_limited', retryAfterMs: 70 });
  session.say('general', 'b');
  assert.deepEqual(unsent(), ['a waiting', 'b pending']);
  assert.equal(session.connection.logLost, false);
  t.mock.timers.tick(69);
  assert.equal(net.all('message').length, 1);
  t.mock.timers.tick(1);
  assert.deepEqual(net.all('message').map((frame) => [frame.id, frame.text]), [[id, 'a'], [id, 'a']]);
});

test('rooms that were joined too fast are joined one after the other, no sooner than they may', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const names = ['general', 'r1', 'r2', 'r3'];
  for (const name of names) session.open(name);
  net.open();
  const refuse = ({ id }) => net.hears({ type: 'error', id, code: 'rate_limited', retryAfterMs: 100 });
  answerTo(net.all('join')[0]);
  net.all('join').slice(1).forEach(refuse);
  assert.equal(net.all('join').length, 4);
  t.mock.timers.tick(100);
  assert.deepEqual(net.all('join').slice(4).map((frame) => frame.room), ['r1']);
  answerTo(net.last('join'));
  assert.equal(net.last('join').room, 'r2');
  refuse(net.last('join'));
  session.leave('r3');
  t.mock.timers.tick(100);
  assert.equal(net.last('join').room, 'r2');
  answerTo(net.last('join'));
  t.mock.timers.tick(10_000);
  assert.equal(net.all('join').length, 7);
  assert.equal(store.rooms.every((room) => room.joined), true);
});

test('a room that is refused for good does not hold up those that came too fast', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const names = ['general', 'r1', 'r2'];
  for (const name of names) session.open(name);
  net.open();
  answerTo(net.all('join')[0]);
  for (const { id } of net.all('join').slice(1)) net.hears({ type: 'error', id, code: 'rate_limited', retryAfterMs: 100 });
  t.mock.timers.tick(100);
  assert.equal(net.last('join').room, 'r1');
  net.hears({ type: 'error', id: net.last('join').id, code: 'bad_room', message: 'no' });
  assert.equal(net.last('join').room, 'r2');
});

test('a page that was asked for too fast is asked for again', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const counts = [];
  session.addEventListener('older', ({ detail }) => counts.push(detail.count));
  session.open('general');
  net.open();
  answerJoin({ seq: 60, messages: messages(11, 60), more: true });
  session.older(store.get('general'));
  net.hears({ type: 'error', id: net.last('history').id, code: 'rate_limited', retryAfterMs: 100 });
  t.mock.timers.tick(100);
  assert.equal(net.all('history').length, 2);
  net.hears({ type: 'history', id: net.last('history').id, room: 'general', messages: messages(1, 10), more: false });
  assert.deepEqual(counts, [10]);
});

test('another name is taken in every room', () => {
  enter();
  session.rename('Anaïs');
  assert.deepEqual(net.sent.slice(-2).map((frame) => [frame.type, frame.user]), [['leave', undefined], ['join', 'Anaïs']]);
});

test('it tells that somebody writes, until the instance says that it does not know of that', () => {
  session.typing('general', true);
  assert.equal(net.all('typing').length, 0);
  enter();
  session.typing('general', true);
  assert.deepEqual(net.last('typing'), { type: 'typing', room: 'general', on: true });
  net.hears({ type: 'error', code: 'unknown_type', message: 'no' });
  session.typing('general', false);
  assert.equal(net.all('typing').length, 1);
});

test('who writes and who is there is passed on', () => {
  const typists = [];
  session.addEventListener('typing', ({ detail }) => typists.push(`${detail.room.name} ${detail.user} ${detail.on}`));
  enter();
  net.hears({ type: 'typing', room: 'general', user: 'Bo', on: true });
  net.hears({ type: 'typing', room: 'elsewhere', user: 'Bo', on: true });
  net.hears({ type: 'presence', room: 'general', count: 3 });
  assert.deepEqual(typists, ['general Bo true']);
  assert.equal(store.get('general').count, 3);
});

test('frames of a kind it does not know are let pass', () => {
  enter();
  net.hears({ type: 'of tomorrow', room: 'general' });
  assert.equal(session.connection.state, 'online');
});

test('who is sent out of a room is told so, and is not in it any more', () => {
  const refused = [];
  session.addEventListener('refused', ({ detail }) => refused.push(detail));
  enter();
  net.hears({ type: 'left', room: 'general', reason: 'banned', retryAfterMs: 1000 });
  assert.deepEqual(refused, [{ room: 'general', code: 'banned' }]);
  assert.equal(store.get('general').joined, false);
});

test('a refusal of one room leaves the others as they are', () => {
  const refused = [];
  session.addEventListener('refused', ({ detail }) => refused.push(detail.code));
  enter();
  session.open('private');
  net.hears({ type: 'error', id: net.last('join').id, code: 'forbidden', message: 'no', retryAfterMs: 1000 });
  assert.deepEqual(refused, ['forbidden']);
  assert.equal(store.get('general').joined, true);
  session.open('general');
  assert.equal(session.connection.state, 'online');
});

test('what may not be said in a room is not sent again', () => {
  enter();
  session.say('general', 'a');
  net.hears({ type: 'error', id: net.last('message').id, code: 'read_only', message: 'no' });
  assert.deepEqual(unsent(), ['a failed']);
});

test('who has a token is called as that says, in what they say too', () => {
  session.open('general');
  net.open();
  answerJoin({ user: 'Ana of the token', by: 'ana', verified: true });
  session.say('general', 'a');
  assert.deepEqual([session.user, outbox.of('general')[0].user], ['Ana of the token', 'Ana of the token']);
  session.rename('Bo');
  const { id } = net.last('join');
  session.rename('Cy');
  net.hears({ type: 'joined', id, room: 'general', user: 'Bo', by: 'ana', verified: true, epoch: 'e1', seq: 0, recovered: false, more: false, messages: [] });
  assert.equal(session.user, 'Cy');
});
