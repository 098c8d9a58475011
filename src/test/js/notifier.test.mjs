import assert from 'node:assert/strict';
import { test } from 'node:test';

import { shouldNotify, titleOf } from '../../../webroot/js/notifier.js';

test('the title counts what is unread, and says when the reader was named', () => {
  const title = { unread: 0, mentioned: 0, room: 'général', title: 'Salons' };
  assert.equal(titleOf(title), '#général · Salons');
  assert.equal(titleOf({ ...title, unread: 3 }), '(3) #général · Salons');
  assert.equal(titleOf({ ...title, unread: 30, mentioned: 2 }), '(@2) #général · Salons');
  assert.equal(titleOf({ ...title, room: null }), 'Salons');
});

test('a notification comes only when it was asked for, and only behind the reader\'s back', () => {
  for (const choice of ['off', 'mentions', 'all']) {
    for (const mention of [true, false]) {
      assert.equal(shouldNotify({ choice, hidden: false, mention }), false);
      const wanted = choice === 'all' || (choice === 'mentions' && mention);
      assert.equal(shouldNotify({ choice, hidden: true, mention }), wanted);
    }
  }
});
