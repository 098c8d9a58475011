import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from '../../../webroot/js/panel/address.js';
import { ago, isStale, milliseconds } from '../../../webroot/js/panel/format.js';

test('a duration is told as exactly as it was measured, and never below nought', () => {
  assert.equal(milliseconds(4.13, 'fr'), '4,1\u00a0ms');
  assert.equal(milliseconds(4.13, 'en'), '4.1\u00a0ms');
  assert.equal(milliseconds(0.04, 'fr'), '<\u00a00,1\u00a0ms');
  assert.equal(milliseconds(-0.05, 'en'), '<\u00a00.1\u00a0ms');
  for (const wrong of [-3, undefined, null, NaN, Infinity]) assert.equal(milliseconds(wrong, 'en'), '—');
});

test('what is older than 15 s, or was never known, is stale', () => {
  assert.ok(!isStale(15_000) && isStale(15_001) && isStale(null) && isStale(undefined));
});

test('ages are told in whole units', () => {
  assert.match(ago(3_900, 'fr'), /il y a 3.s/);
  assert.match(ago(125_000, 'en'), /2 min/);
  assert.match(ago(-5, 'en'), /now/);
});

test('the address of another instance is told only where it can be known', () => {
  const here = (text) => new URL(text);
  assert.equal(addressOf({ port: 3001 }, here('http://localhost:3000/#a')), 'http://localhost:3001/');
  assert.equal(addressOf({ port: 3001 }, here('http://192.168.1.7:3000/')), 'http://192.168.1.7:3001/');
  assert.equal(addressOf({ port: 3000 }, here('http://localhost:3000/')), null);
  assert.equal(addressOf({ port: 3001 }, here('http://localhost/')), null);
  assert.equal(addressOf({ port: 3001 }, here('https://chat.example.org/')), null);
  assert.equal(addressOf({ port: 3001 }, here('http://chat.example.org:3000/')), null);
  assert.equal(addressOf({ port: 3001 }, here('http://localhost:8080/chat/')), null);
  assert.equal(addressOf({ port: 3001 }, here('http://localhost:3000/index.html')), 'http://localhost:3001/');
  assert.equal(addressOf({ url: 'https://b.example.org/chat', port: 3001 }, here('https://chat.example.org/chat/')), 'https://b.example.org/chat/');
  assert.equal(addressOf({ url: 'https://b.example.org', port: 3001 }, here('https://chat.example.org/')), 'https://b.example.org/');
  assert.equal(addressOf({ url: 'javascript:alert(1)', port: 3001 }, here('http://localhost:3000/')), null);
  assert.equal(addressOf({ port: '1/..' }, here('http://localhost:3000/')), null);
});
