// Sockets of stock Socket.IO clients, by lines of JSON: what to do comes by standard input, what happened goes to standard output.
// All connections go through a gate of this process, so that its network can be taken away.
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const versions = {
  3: (await import('socket.io-client-3')).default,
  4: (await import('socket.io-client')).default,
};
const sockets = new Map();
const gates = new Map();
const links = new Set();
let offline = false;

function tell(what) {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

function plain(value) {
  return value instanceof Error ? { message: value.message, data: value.data } : value;
}

/** {"$hex": "0102"} stands for bytes. */
function revive(value) {
  if (Array.isArray(value)) {
    return value.map(revive);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  if (typeof value.$hex === 'string') {
    return Buffer.from(value.$hex, 'hex');
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, revive(each)]));
}

async function gate({ hostname, port }) {
  const key = `${hostname}:${port}`;
  if (!gates.has(key)) {
    const server = createServer((near) => {
      near.on('error', () => {});
      if (offline) {
        near.destroy();
        return;
      }
      const far = connect(port, hostname);
      far.on('error', () => near.destroy());
      for (const [one, other] of [[near, far], [far, near]]) {
        links.add(one);
        one.setNoDelay(true);
        one.pipe(other);
        one.on('close', () => {
          links.delete(one);
          other.destroy();
        });
      }
    });
    gates.set(key, new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(server.address().port));
    }));
  }
  return gates.get(key);
}

function watch(id, socket) {
  const event = (name, ...args) => tell({ socket: id, event: name, args: args.map(plain) });
  socket.onAny(event);
  socket.on('connect', () => event('connect', { id: socket.id, recovered: socket.recovered === true }));
  socket.on('disconnect', (reason) => event('disconnect', reason));
  socket.on('connect_error', (error) => event('connect_error', error));
  socket.io.on('open', () => {
    const { engine } = socket.io;
    event('open', engine.transport.name);
    engine.once('upgrade', (transport) => event('upgrade', transport.name));
  });
}

const commands = {
  async open({ socket: id, version, url, options }) {
    const target = new URL(url);
    const port = await gate(target);
    const io = versions[version];
    const socket = io(`http://127.0.0.1:${port}${target.pathname}`, { forceNew: true, autoConnect: false, ...options });
    sockets.set(id, socket);
    watch(id, socket);
    socket.connect();
  },
  emit({ socket: id, event, args, call }) {
    const callback = call === undefined ? [] : [(...answer) => tell({ socket: id, call, args: answer.map(plain) })];
    sockets.get(id).emit(event, ...revive(args), ...callback);
  },
  connect({ socket: id }) {
    sockets.get(id).connect();
  },
  disconnect({ socket: id }) {
    sockets.get(id).disconnect();
  },
  offline() {
    offline = true;
    links.forEach((link) => link.destroy());
  },
  online() {
    offline = false;
  },
};

// One after the other: what is emitted may not overtake its socket.
let before = Promise.resolve();
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line);
    before = before.then(() => commands[command.do](command));
  })
  .on('close', () => process.exit(0));
