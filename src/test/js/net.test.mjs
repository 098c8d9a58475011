import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Net } from '../../../webroot/js/net.js';

/** A socket that the test speaks for. */
class ScriptedSocket {
  static OPEN = 1;
  static all = [];
  readyState = ScriptedSocket.OPEN;

  constructor() {
    ScriptedSocket.all.push(this);
  }

  says(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  closes(code) {
    this.readyState = 3;
    this.onclose({ code, reason: '' });
  }

  close() {
    this.readyState = 3;
  }
}

const sockets = ScriptedSocket.all;
let now;
let net;
let downs;

beforeEach((t) => {
  globalThis.WebSocket = ScriptedSocket;
  sockets.length = 0;
  now = 1_000_000;
  t.mock.method(Date, 'now', () => now);
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  downs = [];
  net = new Net('ws://test');
  net.addEventListener('down', ({ detail: { code, retryAt } }) => downs.push({ code, inMs: retryAt === null ? null : retryAt - now }));
  net.connect();
  sockets[0].says({ type: 'welcome', instance: '3000-a81c' });
});

const isIn = (range, ms) => assert.ok(range[0] <= ms && ms <= range[1], `${ms} is not in ${range}`);

test('after a bye it comes back when it was told to', (t) => {
  sockets[0].says({ type: 'bye', reason: 'restarting', retryAfterMs: 1234 });
  sockets[0].closes(1012);
  assert.deepEqual(downs, [{ code: 1012, inMs: 1234 }]);
  t.mock.timers.tick(1233);
  assert.equal(sockets.length, 1);
  t.mock.timers.tick(1);
  assert.equal(sockets.length, 2);
});

test('a bye explains the end also when the close code got lost', () => {
  sockets[0].says({ type: 'bye', reason: 'too_slow', retryAfterMs: 700 });
  sockets[0].closes(1006);
  assert.deepEqual(downs, [{ code: 1013, inMs: 700 }]);
});

test('a bye without a delay is final: only a person brings it back', (t) => {
  sockets[0].says({ type: 'bye', reason: 'banned' });
  sockets[0].closes(1008);
  assert.deepEqual(downs, [{ code: 1008, inMs: null }]);
  t.mock.timers.tick(600_000);
  assert.equal(sockets.length, 1);
  net.wake();
  assert.equal(sockets.length, 2);
});

test('a bye is no frame of the session', () => {
  const frames = [];
  net.addEventListener('frame', ({ detail }) => frames.push(detail.type));
  sockets[0].says({ type: 'bye', reason: 'restarting', retryAfterMs: 5 });
  sockets[0].says({ type: 'pong', id: 'p' });
  assert.deepEqual(frames, ['pong']);
});

test('a bye counts for its own connection only', (t) => {
  sockets[0].says({ type: 'bye', reason: 'restarting', retryAfterMs: 5 });
  sockets[0].closes(1012);
  t.mock.timers.tick(5);
  sockets[1].closes(1013);
  assert.equal(downs[1].code, 1013);
  isIn([0, 4000], downs[1].inMs);
});

test('without a bye the close code decides', (t) => {
  sockets[0].closes(1012);
  assert.equal(downs[0].code, 1012);
  isIn([0, 3000], downs[0].inMs);
  t.mock.timers.tick(3000);
  sockets[1].closes(4401);
  assert.deepEqual(downs[1], { code: 4401, inMs: null });
});

test('closed twice by policy without a bye, it gives up; a stable connection in between forgets the first', (t) => {
  sockets[0].closes(1008);
  t.mock.timers.tick(10_000);
  sockets[1].says({ type: 'welcome', instance: '3000-a81c' });
  now += 5000;
  sockets[1].closes(1008);
  isIn([0, 10_000], downs[1].inMs);
  t.mock.timers.tick(10_000);
  sockets[2].closes(1008);
  assert.deepEqual(downs[2], { code: 1008, inMs: null });
});

test('a bye counts more than how often it was closed by policy before', (t) => {
  sockets[0].closes(1008);
  t.mock.timers.tick(10_000);
  sockets[1].closes(1008);
  net.wake();
  sockets[2].says({ type: 'welcome', instance: '3000-a81c' });
  sockets[2].says({ type: 'bye', reason: 'restarting', retryAfterMs: 20_000 });
  sockets[2].closes(1012);
  assert.deepEqual(downs[2], { code: 1012, inMs: 20_000 });
});

test('told each time when to come back, it does, however often it is closed by policy', (t) => {
  for (let i = 0; i < 4; i++) {
    sockets[i].says({ type: 'welcome', instance: '3000-a81c' });
    sockets[i].says({ type: 'bye', reason: 'bad_frames', retryAfterMs: 20_000 });
    sockets[i].closes(1008);
    assert.deepEqual(downs[i], { code: 1008, inMs: 20_000 });
    t.mock.timers.tick(20_000);
  }
});

test('a connection that dies in silence while nobody looks is noticed within some minutes', (t) => {
  const said = [];
  sockets[0].send = (text) => said.push(JSON.parse(text).type);
  net.setHidden(true);
  t.mock.timers.tick(59_999);
  assert.deepEqual(said, []);
  t.mock.timers.tick(1);
  assert.deepEqual(said, ['ping']);
  sockets[0].says({ type: 'pong', id: 'p' });
  t.mock.timers.tick(60_000);
  assert.deepEqual([said.length, downs.length], [2, 0]);
  t.mock.timers.tick(5_000);
  assert.equal(downs.length, 1);
});
