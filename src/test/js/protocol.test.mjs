import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as protocol from '../../../webroot/js/protocol.js';

test('a user name is trimmed and normalised as the server does', () => {
  assert.equal(protocol.userName('  Ame\u0301lie '), 'Amélie');
});

test('a user name of 32 code points passes, of 33 does not, whatever they weigh', () => {
  assert.equal(protocol.userName('🦦'.repeat(32)), '🦦'.repeat(32));
  assert.equal(protocol.userName('🦦'.repeat(33)), null);
});

test('a user name with nothing to see, or with something hidden, is refused', () => {
  for (const bad of ['', '   ', 'a\u200bb', 'a\u202eb', 'a\nb', 'a\u3164', '\u2800']) assert.equal(protocol.userName(bad), null, JSON.stringify(bad));
});

test('a room name has letters, digits and . - _ of any script', () => {
  assert.equal(protocol.roomName('ge\u0301ne\u0301ral'), 'général');
  assert.equal(protocol.roomName('部屋_2.b-c'), '部屋_2.b-c');
  for (const bad of ['', 'a/b', 'a:b', '🦦', 'x'.repeat(65)]) assert.equal(protocol.roomName(bad), null, bad);
});

test('names of scripts with marks and joiners pass, and so do joined emoji', () => {
  for (const name of ['हिन्दी', 'ที่นี่', 'தமிழ்', 'علی\u200cرضا', 'ශ\u0dca\u200dරී', '二〇二六']) {
    assert.equal(protocol.roomName(name), name);
    assert.equal(protocol.userName(name), name);
  }
  for (const name of ['👩\u200d💻 Zoé', '1\ufe0f\u20e3', '🇫🇷']) assert.equal(protocol.userName(name), name);
  assert.equal(protocol.userName(' Ana   María '), 'Ana María');
});

/** What an instance says of each code point: see Characters.java. */
const table = readFileSync(new URL('../../main/resources/salons/protocol/characters.txt', import.meta.url), 'utf8')
  .split('\n').filter((line) => /^[0-9a-f]/.test(line)).map((line) => line.split(' '));
function* codePoints() {
  for (const [i, [start, [kind]]] of table.entries()) {
    const end = parseInt(table[i + 1]?.[0] ?? '110000', 16);
    for (let c = parseInt(start, 16); c < end; c++) if (c < 0xd800 || c > 0xdfff) yield [String.fromCodePoint(c), kind];
  }
}
const hex = (sign) => sign.codePointAt(0).toString(16);

test('the page refuses no character of a name that an instance takes', () => {
  for (const [sign, kind] of codePoints()) {
    if ('LNSMC'.includes(kind)) assert.notEqual(protocol.userName(`a${sign}`), null, hex(sign));
    if ('LNMC'.includes(kind)) assert.notEqual(protocol.roomName(`a${sign}`), null, hex(sign));
  }
});

test('the page sees something in the same texts as an instance does', () => {
  for (const [sign, kind] of codePoints()) {
    // What this browser does not know yet, or some JVMs do not, is left to the instance.
    const known = !/\p{Cn}/u.test(sign) && (kind !== 'U' || !/\p{M}/u.test(sign));
    if (known) assert.equal(protocol.messageText(sign) !== '', 'LNSU'.includes(kind), hex(sign));
  }
});

test('a text is cleaned as an instance does', () => {
  for (const end of ['\r', '\r\n', '\v', '\f', '\u0085', '\u2028', '\u2029', '\n']) assert.equal(protocol.messageText(`a${end}b`), 'a\nb', JSON.stringify(end));
  assert.equal(protocol.messageText('a\u0000\u001b[1m\u007f\u0092b\tc'), 'a[1mb\tc');
  assert.equal(protocol.messageText('\n \t\n    indented\n  less \u00a0\u3000\n'), '    indented\n  less');
  assert.equal(protocol.messageText('a\ud83d'), 'a\ufffd');
  for (const nothing of ['', ' \n', '\u200b', '\u2800', '\u3164', '\u2060', '\u00ad', '\ufe0f', '\u0301', '\u001b', '\u200e \u2069', '\u{e0041}']) assert.equal(protocol.messageText(nothing), '', JSON.stringify(nothing));
});

test('a name of any length is refused in no time', { timeout: 5000 }, () => {
  for (let i = 0; i < 50; i++) {
    for (const name of [`a${'\u0301\u0323'.repeat(20_000)}`, 'a'.repeat(1e6)]) assert.deepEqual([protocol.userName(name), protocol.roomName(name)], [null, null]);
  }
});

test('a text of any length is cleaned in no time', { timeout: 5000 }, () => {
  for (const sign of [' ', '\n', '\r', '\u200b', '\t\n', '\u00a0']) protocol.messageText(`x${sign.repeat(1_000_000)}x`);
  protocol.messageText(`${' '.repeat(1_000_000)}x`);
});

test('a room may be typed with its # and with blanks', () => {
  assert.equal(protocol.roomName(' #my room '), 'my-room');
});

test('the address says which room, and under which name', () => {
  assert.deepEqual(protocol.readHash('#g%C3%A9n%C3%A9ral'), { room: 'général', as: null });
  assert.deepEqual(protocol.readHash('#test?as=Ana%20(3001)'), { room: 'test', as: 'Ana (3001)' });
  assert.deepEqual(protocol.readHash(''), { room: '', as: null });
  assert.equal(protocol.readHash('#100%').room, '100%');
});

test('the address of a room leads back to it', () => {
  for (const room of ['général', 'a.b-c_d', '部屋']) assert.equal(protocol.readHash(protocol.hashOf(room)).room, room);
});

test('a key that a browser keeps is one, or is made anew', () => {
  const made = protocol.newId(16);
  assert.match(made, /^[0-9a-f]{32}$/);
  for (const key of [made, 'a'.repeat(16), '-_Z0'.repeat(16)]) assert.equal(protocol.isKey(key), true, key);
  for (const bad of [undefined, null, 16, '', 'a'.repeat(15), 'a'.repeat(65), `${made}=`, `${made}\n`, [made]]) assert.equal(protocol.isKey(bad), false);
});

test('people are told apart by as little as is needed', () => {
  const ana = (by) => ({ user: 'Ana', by });
  const markOf = protocol.marksOf([ana('abcdefgh'), ana('abcdefgi'), ana('abzz'), ana(undefined), { user: 'Bo', by: 'abcdefgh' }, ana('abzz')]);
  assert.deepEqual(['abcdefgh', 'abcdefgi', 'abzz', undefined].map((by) => markOf(ana(by))), ['abcdefgh', 'abcdefgi', 'abzz', '']);
  assert.equal(markOf({ user: 'Bo', by: 'abcdefgh' }), '');
  assert.equal(markOf({ user: 'nobody', by: 'x' }), '');
});

test('a colour stays with who has it, under whatever name', () => {
  assert.equal(protocol.hueOf({ user: 'Ana', by: 'k7q2' }), protocol.hueOf({ user: 'Anna', by: 'k7q2' }));
  assert.match(protocol.hueOf({ user: 'Ana' }), /^hue-[0-7]$/);
});

test('an instance is called by its port', () => {
  assert.equal(protocol.instanceLabel('3001-k2f9'), '3001');
  assert.equal(protocol.instanceLabel('eu-west-3001-k2f9'), 'eu-west-3001');
  assert.equal(protocol.instanceLabel('solo'), 'solo');
});

test('instances side by side have different shapes', () => {
  const shapes = ['3000-aaaa', '3001-bbbb', '3002-cccc'].map(protocol.instanceShape);
  assert.equal(new Set(shapes).size, 3);
  assert.equal(protocol.instanceShape('3000-zzzz'), shapes[0]);
});

test('ids are what the protocol allows, and never the same', () => {
  const ids = Array.from({ length: 1000 }, protocol.newId);
  assert.equal(new Set(ids).size, 1000);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{1,64}$/);
});

test('length is counted in code points, line ends in newlines', () => {
  assert.equal(protocol.codePoints('a🦦é'), 3);
  assert.equal(protocol.messageText('  a\r\nb\rc \n'), '  a\nb\nc');
});

test('a bye says whether, when and why the connection ended', () => {
  assert.deepEqual(protocol.ending(1012, { reason: 'restarting', retryAfterMs: 1234 }), { code: 1012, retryAfterMs: 1234, final: false });
  assert.deepEqual(protocol.ending(1006, { reason: 'too_slow', retryAfterMs: 0 }), { code: 1013, retryAfterMs: 0, final: false });
  for (const reason of ['expired', 'unauthorized']) {
    assert.deepEqual(protocol.ending(1005, { reason }), { code: 4401, retryAfterMs: undefined, final: true });
  }
  for (const reason of ['bad_frames', 'too_big', 'kicked', 'banned', 'too_many', 'of tomorrow', 'constructor']) {
    assert.deepEqual(protocol.ending(1000, { reason }), { code: 1008, retryAfterMs: undefined, final: true }, reason);
    assert.deepEqual(protocol.ending(1009, { reason, retryAfterMs: 50 }), { code: 1009, retryAfterMs: 50, final: false }, reason);
  }
});

test('a restart and slowness pass, also when no delay was named', () => {
  assert.equal(protocol.ending(1012, { reason: 'restarting' }).final, false);
  assert.equal(protocol.ending(1013, { reason: 'too_slow' }).final, false);
});

test('a delay that is none is not taken, one that no timer can wait for is cut', () => {
  for (const retryAfterMs of ['5', null, NaN, {}]) assert.equal(protocol.ending(1012, { reason: 'restarting', retryAfterMs }).retryAfterMs, undefined);
  assert.equal(protocol.ending(1012, { reason: 'restarting', retryAfterMs: -5 }).retryAfterMs, 0);
  assert.equal(protocol.ending(1008, { reason: 'banned', retryAfterMs: 1e12 }).retryAfterMs, 2 ** 31 - 1);
});

test('without a bye the close code is all there is', () => {
  assert.deepEqual(protocol.ending(1012, null), { code: 1012, retryAfterMs: undefined, final: false });
  assert.equal(protocol.ending(4401, null).final, true);
});
