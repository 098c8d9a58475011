import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cluster, pollInterval } from '../../../webroot/js/panel/cluster.js';
import { Tasks } from '../../../webroot/js/panel/tasks.js';

const ANSWER = { self: '3000-a', instances: [{ id: '3000-a' }, { id: '3001-b' }], redis: { reachable: true } };

/** Time that passes when told to, with everything that is due. */
function world(respond = () => ({ ok: true, status: 200, json: async () => ANSWER })) {
  let time = 0;
  let timer = null;
  const urls = [];
  const cluster = new Cluster({
    get: async (url) => {
      urls.push(url);
      return respond();
    },
    now: () => time,
    later: (ms, act) => (timer = { at: time + ms, act }),
    cancel: () => (timer = null),
  });
  const pass = async (ms) => {
    const until = time + ms;
    while (timer && timer.at <= until) {
      const { at, act } = timer;
      timer = null;
      time = at;
      await act();
      await new Promise(setImmediate);
    }
    time = until;
  };
  return { cluster, urls, pass };
}

test('it asks by what somebody can see', () => {
  const open = { visible: true, connected: true, open: true, there: true, idleMs: 0 };
  assert.equal(pollInterval(open), 2_000);
  assert.equal(pollInterval({ ...open, idleMs: 60_000 }), 5_000);
  assert.equal(pollInterval({ ...open, open: false }), 60_000);
  assert.equal(pollInterval({ ...open, there: false }), 60_000);
  assert.equal(pollInterval({ ...open, visible: false }), null);
  assert.equal(pollInterval({ ...open, connected: false }), null);
});

test('closed, it asks once and then once a minute', async () => {
  const { cluster, urls, pass } = world();
  await pass(60_000);
  assert.equal(urls.length, 0);
  cluster.set({ connected: true });
  await pass(0);
  assert.equal(urls.length, 1);
  await pass(59_999);
  assert.equal(urls.length, 1);
  await pass(1);
  assert.equal(urls.length, 2);
  assert.deepEqual(cluster.answer, ANSWER);
});

test('while Redis is out of reach the others stay as they were known, and none was seen to stop', async () => {
  let reachable = true;
  const all = [{ id: '3000-a', ageMs: 0 }, { id: '3001-b', ageMs: 100 }];
  const answer = () => ({ self: '3000-a', instances: reachable ? all : all.slice(0, 1), redis: { reachable } });
  const { cluster, pass } = world(() => ({ ok: true, status: 200, json: async () => answer() }));
  const tasks = new Tasks();
  cluster.addEventListener('changed', () => tasks.cluster(cluster.answer));
  cluster.set({ connected: true, open: true });
  await pass(0);
  reachable = false;
  await pass(4_000);
  assert.deepEqual(cluster.answer.instances, [{ id: '3000-a', ageMs: 0 }, { id: '3001-b', ageMs: 4_100 }]);
  assert.equal(tasks.done.has('stop'), false);
});

test('open, every two seconds; idle, every five; hidden, never', async () => {
  const { cluster, urls, pass } = world();
  cluster.set({ connected: true, open: true, room: 'général' });
  await pass(10_000);
  assert.equal(urls.length, 6);
  assert.equal(urls[0], 'api/cluster?room=g%C3%A9n%C3%A9ral');
  await pass(60_000);
  const before = urls.length;
  await pass(10_000);
  assert.equal(urls.length, before + 2);
  cluster.set({ visible: false });
  await pass(600_000);
  assert.equal(urls.length, before + 2);
  cluster.set({ visible: true, open: false });
  await pass(1);
  assert.equal(urls.length, before + 3);
  await pass(59_000);
  assert.equal(urls.length, before + 3);
});

test('opening asks at once only when the last answer is older than an open panel shows', async () => {
  const { cluster, urls, pass } = world();
  cluster.set({ connected: true });
  await pass(1_000);
  cluster.set({ open: true });
  await pass(999);
  assert.equal(urls.length, 1);
  await pass(1);
  assert.equal(urls.length, 2);
});

test('another room is asked for at once when its people are looked at', async () => {
  const { cluster, urls, pass } = world();
  cluster.set({ connected: true, room: 'one' });
  await pass(100);
  cluster.set({ room: 'two' });
  await pass(100);
  assert.deepEqual(urls, ['api/cluster?room=one']);
  cluster.set({ open: true });
  await pass(0);
  assert.deepEqual(urls, ['api/cluster?room=one', 'api/cluster?room=two']);
});

test('an instance without it, or out of reach, is told apart', async () => {
  const answers = [{ ok: false, status: 404 }];
  const { cluster, urls, pass } = world(() => answers.shift() ?? { ok: false, status: 503 });
  cluster.set({ connected: true, open: true });
  await pass(10_000);
  assert.equal(cluster.state, 'absent');
  assert.equal(urls.length, 1);
  await pass(60_000);
  assert.equal(cluster.state, 'failed');
  assert.equal(cluster.answer, null);
});

test('the age of an answer does not stop at a failure', async () => {
  const answers = [{ ok: true, status: 200, json: async () => ANSWER }];
  const { cluster, pass } = world(() => answers.shift() ?? Promise.reject(new Error('down')));
  cluster.set({ connected: true, open: true });
  await pass(16_000);
  assert.equal(cluster.state, 'failed');
  assert.deepEqual(cluster.answer, ANSWER);
  assert.equal(cluster.ageMs, 16_000);
});

test('a task is ticked off by what was seen, and by nothing else', () => {
  const tasks = new Tasks();
  const both = { self: 'a', instances: [{ id: 'a', members: 1 }, { id: 'b', members: 0 }] };
  tasks.welcome('a');
  tasks.cluster(both);
  tasks.message({ from: 'a' }, 'a');
  tasks.message({}, 'a');
  tasks.welcome('a');
  assert.deepEqual([...tasks.done], []);
  tasks.cluster({ ...both, instances: [{ id: 'a', members: 1 }, { id: 'b', members: 1 }] });
  assert.deepEqual([...tasks.done], ['join']);
  tasks.message({ from: 'b' }, 'a');
  assert.deepEqual([...tasks.done], ['join', 'read']);
  tasks.cluster({ self: 'a', instances: [{ id: 'a', members: 1 }] });
  assert.deepEqual([...tasks.done], ['join', 'read', 'stop']);
  tasks.welcome('c');
  assert.deepEqual([...tasks.done], ['join', 'read', 'stop', 'back']);
});
