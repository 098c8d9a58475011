import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mutes } from '../../../webroot/js/mutes.js';
import { MapStorage } from './fakes.mjs';

test('a name is muted until it is not, also through a reload', () => {
  const storage = new MapStorage();
  const mutes = new Mutes(storage);
  const [bo, cy] = [{ user: 'Bo' }, { user: 'Cy' }];
  let told = 0;
  mutes.addEventListener('changed', () => told++);
  mutes.toggle(bo);
  assert.deepEqual([mutes.has(bo), mutes.has(cy), told], [true, false, 1]);
  assert.equal(new Mutes(storage).has(bo), true);
  mutes.toggle(bo);
  assert.deepEqual([mutes.has(bo), told], [false, 2]);
});

test('whoever is known by more than a name is muted under each of their names, and nobody else is', () => {
  const mutes = new Mutes(new MapStorage());
  mutes.toggle({ user: 'Bo', by: 'k7q2' });
  assert.equal(mutes.has({ user: 'Bob', by: 'k7q2' }), true);
  for (const other of [{ user: 'Bo' }, { user: 'Bo', by: 'zzzz' }, { user: 'k7q2' }]) assert.equal(mutes.has(other), false);
  mutes.toggle({ user: 'Cy' });
  assert.equal(mutes.has({ user: 'Cy', by: 'zzzz' }), false);
});
