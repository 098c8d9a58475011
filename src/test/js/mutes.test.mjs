import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mutes } from '../../../webroot/js/mutes.js';
import { MapStorage } from './fakes.mjs';

test('a name is muted until it is not, also through a reload', () => {
  const storage = new MapStorage();
  const mutes = new Mutes(storage);
  let told = 0;
  mutes.addEventListener('changed', () => told++);
  mutes.toggle('Bo');
  assert.deepEqual([mutes.has('Bo'), mutes.has('Cy'), told], [true, false, 1]);
  assert.equal(new Mutes(storage).has('Bo'), true);
  mutes.toggle('Bo');
  assert.deepEqual([mutes.has('Bo'), told], [false, 2]);
});
