import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEmojiAlone, mentions, tokens } from '../../../webroot/js/message.js';

const cut = (text, me) => tokens(text, me).map((part) => `${part.type}:${part.text}`);
const linksIn = (text) => tokens(text).filter((part) => part.type === 'link').map((part) => part.text);

test('markup is text', () => {
  assert.deepEqual(cut('<img src=x onerror=alert(1)>'), ['text:<img src=x onerror=alert(1)>']);
});

test('only http and https become links', () => {
  assert.deepEqual(linksIn('javascript:alert(1) data:text/html,x ftp://a.b file:///etc http://a.b https://c.d'), ['http://a.b', 'https://c.d']);
});

test('a link ends before the punctuation of the sentence, and keeps the brackets that are its own', () => {
  assert.deepEqual(linksIn('(see https://a.b/c).'), ['https://a.b/c']);
  assert.deepEqual(linksIn('https://a.b/c_(d)!'), ['https://a.b/c_(d)']);
  assert.deepEqual(linksIn('«https://a.b/x?y=1&z=2», then'), ['https://a.b/x?y=1&z=2']);
});

test('nothing of the text is lost around a link', () => {
  for (const text of ['(https://a.b)).,!', 'x https://[ y', 'https://a.b']) {
    assert.equal(tokens(text).map((part) => part.text).join(''), text);
  }
});

test('a block of code takes the line breaks around it with it', () => {
  assert.deepEqual(cut('see\n```js\nx\ny\n```\nend'), ['text:see', 'pre:x\ny', 'text:end']);
  assert.deepEqual(cut('a ```x``` b'), ['text:a ', 'pre:x', 'text: b']);
});

test('code is left alone by everything else', () => {
  assert.deepEqual(cut('`*a* https://b.c`'), ['code:*a* https://b.c']);
  assert.deepEqual(cut('```js\nlet a = `b`;\n```'), ['pre:let a = `b`;']);
});

test('bold and italics, but no multiplication', () => {
  assert.deepEqual(cut('**a** and *b*'), ['strong:a', 'text: and ', 'em:b']);
  assert.deepEqual(cut('2*3*4 and 2 * 3 * 4'), ['text:2*3*4 and 2 * 3 * 4']);
});

test('a mention is the whole name, whatever signs are in it', () => {
  assert.equal(mentions('hello @Ana!', 'Ana'), true);
  assert.equal(mentions('hello @Anatole', 'Ana'), false);
  assert.equal(mentions('me@Ana.org', 'Ana'), false);
  assert.equal(mentions('`@Ana`', 'Ana'), false);
  assert.equal(mentions('@Ana (3001) hi', 'Ana (3001)'), true);
  assert.equal(mentions('@a+b-c hi', 'a+b-c'), true);
});

test('up to three emoji alone are shown larger', () => {
  for (const alone of ['🎉', '🎉🎉🎉', '👩‍👩‍👧 ❤️', '👍🏽']) assert.equal(isEmojiAlone(alone), true, alone);
  for (const not of ['🎉🎉🎉🎉', 'a🎉', '12', '', '#']) assert.equal(isEmojiAlone(not), false, not);
});

test('a long line of signs that could be anything is cut in no time', { timeout: 2000 }, () => {
  for (const sign of ['*', '`', '(', '@', '**a', 'https://', '🎉']) tokens(sign.repeat(4000 / sign.length), 'Ana');
});
