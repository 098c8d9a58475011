import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOwnLink } from '../../../webroot/js/panel/address.js';

const here = new URL('http://localhost:3001/#room?as=Ana');
const cluster = { instances: [{ port: 3000 }, { port: 3001 }, { port: 3002, url: 'https://chat.example/salons' }] };
const answers = async () => ({ json: async () => cluster });
const isOwn = (referrer, at = here, get = answers) => isOwnLink(referrer, at, get);

test('a link of an instance of this cluster is its own', async () => {
  for (const referrer of ['http://localhost:3000/', 'http://localhost:3001/', 'http://localhost:3002/', 'https://chat.example/']) {
    assert.equal(await isOwn(referrer), true, referrer);
  }
});

test('a link of anybody else is not, nor one that does not say whose it is', async () => {
  const others = ['', 'about:client', 'null', 'http://evil.example/', 'http://localhost/', 'http://localhost:3003/', 'https://localhost:3000/', 'http://127.0.0.1:3000/'];
  others.push('http://chat.example/', 'https://chat.example:444/', 'https://chat.example.evil.example/', 'https://localhost:3000@evil.example/');
  for (const referrer of others) assert.equal(await isOwn(referrer), false, referrer);
});

test('on a public host only addresses that were set are those of instances', async () => {
  const there = new URL('https://chat.example/salons/');
  assert.equal(await isOwn('https://chat.example:3000/', there), false);
  assert.equal(await isOwn('https://chat.example/', there), true);
});

test('what is not known is not its own', async () => {
  const fails = [async () => Promise.reject(new Error('no network')), async () => ({ json: async () => ({}) }), async () => ({ json: () => Promise.reject(new Error('no JSON')) })];
  for (const get of fails) assert.equal(await isOwn('http://localhost:3000/', here, get), false);
  assert.equal(await isOwn('http://localhost:3000/', here, async () => ({ json: async () => ({ instances: [{ url: 'javascript:alert(1)' }, {}] }) })), false);
});
