import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEmojiAlone, mentions, tokens } from '../../../webroot/js/message.js';
import { initialOf } from '../../../webroot/js/protocol.js';

const shown = ({ type, text, parts }) => (parts ? `${type}(${parts.map(shown).join(' + ')})` : `${type}:${text}`);
const cut = (text, me) => tokens(text, me).map(shown);
const leaves = (parts) => parts.flatMap((part) => (part.parts ? leaves(part.parts) : [part]));
const linksIn = (text) => leaves(tokens(text)).filter((part) => part.type === 'link').map((part) => part.text);

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
  assert.deepEqual(cut('``a`b`` c'), ['code:a`b', 'text: c']);
  for (const plain of ['`', '``', '` `', '`a\nb`', '``a`', '`a``']) assert.deepEqual(cut(plain), [`text:${plain}`]);
});

test('bold and italics, but no multiplication', () => {
  assert.deepEqual(cut('**a** and *b*'), ['strong(text:a)', 'text: and ', 'em(text:b)']);
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

test('the first letter of a name has its marks, an emoji is whole', () => {
  for (const [name, first] of [['ana', 'A'], ['हिन्दी', 'हि'], ['👩\u200d💻 Zoé', '👩\u200d💻'], ['🇫🇷 a', '🇫🇷'], ['é', 'É']]) assert.equal(initialOf(name), first);
});

test('up to three emoji alone are shown larger', () => {
  for (const alone of ['🎉', '🎉🎉🎉', '👩‍👩‍👧 ❤️', '👍🏽']) assert.equal(isEmojiAlone(alone), true, alone);
  for (const not of ['🎉🎉🎉🎉', 'a🎉', '12', '', '#']) assert.equal(isEmojiAlone(not), false, not);
});

test('emphasis holds links, mentions and code, and itself', () => {
  assert.deepEqual(cut('**https://example.com**'), ['strong(link:https://example.com)']);
  assert.deepEqual(cut('*see https://a.b/c_(d).*'), ['em(text:see  + link:https://a.b/c_(d) + text:.)']);
  assert.deepEqual(cut('**@José**', 'José'), ['strong(mention:@José)']);
  assert.deepEqual(cut('**a `b*` c**'), ['strong(text:a  + code:b* + text: c)']);
  assert.deepEqual(cut('**a *b* c**'), ['strong(text:a  + em(text:b) + text: c)']);
  assert.deepEqual(cut('*a **b** c*'), ['em(text:a  + strong(text:b) + text: c)']);
  assert.deepEqual(cut('***a***'), ['strong(em(text:a))']);
  assert.deepEqual(cut('**https://example.com**text'), ['strong(link:https://example.com)', 'text:text']);
  assert.deepEqual(cut('**重要**です'), ['strong(text:重要)', 'text:です']);
});

test('stars that begin or end nothing stay', () => {
  for (const plain of ['**a', 'a**', '* a *', '**a\nb**', '****', '** **', 'a * b', '*a', 'é*b*c', '*', '**', '***', '*a **b', '**a *b']) {
    assert.deepEqual(cut(plain), [`text:${plain}`]);
  }
  assert.deepEqual(cut('**a *b** c'), ['strong(text:a *b)', 'text: c']);
  assert.deepEqual(cut('*a *b*'), ['text:*a ', 'em(text:b)']);
  assert.deepEqual(cut('**a\n*b*'), ['text:**a\n', 'em(text:b)']);
});

test('a link ends where a sentence of any script ends', () => {
  assert.deepEqual(cut('请看 https://example.com/a。谢谢'), ['text:请看 ', 'link:https://example.com/a', 'text:。谢谢']);
  for (const after of ['，好', '）', '」です', '！', '？', '、', '；', '：', '】', '》', '”', '…', '।', '؟', '،', '։', '።', '។', '»', '’', '👍', '\u3000x', '\u200b', '\u202e', '.', '!)', '**']) {
    assert.deepEqual(linksIn(`https://example.com/a${after}`), ['https://example.com/a'], after);
  }
});

test('a link keeps what is its own', () => {
  for (const link of ['https://a.b/', 'https://a.b/x-', 'https://a.b/?q=[1]', 'http://[::1]:3000/', 'http://[::1]', 'https://zh.wikipedia.org/wiki/中国', 'https://a.b/x#y', 'https://a.b/x*y', 'https://a.b/(x)/y', 'https://ja.wikipedia.org/wiki/ジョン・レノン', 'mailto:a@b.c']) {
    assert.deepEqual(linksIn(`(${link})`), [link]);
    assert.deepEqual(linksIn(`[${link}].`), [link]);
  }
  assert.deepEqual(linksIn(`mailto: mailto:x http:// https://. http://${'a'.repeat(300)}`), []);
});

test('a mention ends where the name ends, also in scripts without blanks', () => {
  for (const [text, me] of [['@José你好', 'José'], ['你好@José', 'José'], ['@李小龍你好', '李小龍'], ['@민수님 안녕', '민수'], ['@ดาครับ', 'ดา'], ['@さくらさん', 'さくら'], ['@Joséさん', 'José'], ['@李abc', '李'],
    ['\uFF20José', 'José'], ['@Jose\u0301', 'José'], ['ל@José', 'José'], ['(@José)', 'José'], ['@josé', 'José'], ['*@José*', 'José'], ['@José’s', 'José'], ['@José.', 'José'], ['@José\u0027ya', 'José'], ['@👩\u200d💻 Zoé', '👩\u200d💻 Zoé'], ['@علی\u200cرضا', 'علی\u200cرضا']]) {
    assert.equal(mentions(text, me), true, text);
  }
  for (const [text, me] of [['@Joséphine', 'José'], ['@José2', 'José'], ['@José_', 'José'], ['a@José', 'José'], ['é@José', 'José'], ['1@José', 'José'], ['@李2', '李'], ['`@José`', 'José'], ['```\n@José\n```', 'José'], ['@Jose', 'José'], ['@ดาวิ', 'ดาว'], ['José', 'José'], ['http://x/@José', 'José']]) {
    assert.equal(mentions(text, me), false, text);
  }
});

test('the language of a block of code is not its first line, whatever its name', () => {
  for (const info of ['js', 'c#', 'c++', 'f#', 'js ', 'objective-c', '.env', ' js\t', 'Ελληνικά', '']) assert.deepEqual(cut(`\`\`\`${info}\nx\n\`\`\``), ['pre:x'], info);
  assert.deepEqual(cut('```two words\nx\n```'), ['pre:two words\nx']);
});

test('a block of code may hold shorter fences, and one of nothing is none', () => {
  assert.deepEqual(cut('````\n```js\nx\n```\n````\nend'), ['pre:```js\nx\n```', 'text:end']);
  for (const plain of ['```', '``````', '```\n```', '```js\n```', '``` ```', '```x', 'a ```` b ``` c']) assert.deepEqual(cut(plain), [`text:${plain}`]);
});

test('nothing of any text is lost, and no text takes long', () => {
  const signs = ['*', '**', '***', '`', '``', '```', '````', '(', ')', '[', ']', '{', '}', '@', '@Ana', '\uff20', '**a', '*a ', '**a **b', 'https://', 'http://a', 'http://[', 'mailto:', 'mailto:a@', 'http://a.b/(', 'x:/', '"', '\'', '>', '>\n', '\n', '\n```', '```\n', '```a\n', '`a', '!', '!)', '.', '，', '🎉', '\u0301', '\u200d', ' ', ' \n', 'é', '中', '*中', '@中', '\ud800'];
  const started = performance.now();
  for (const one of signs) {
    for (const two of signs) {
      const length = Math.floor(2000 / Math.max(one.length, two.length));
      for (const text of [one.repeat(length) + two.repeat(length), (one + two).repeat(length / 2), `http://a${one.repeat(length)}${two.repeat(length)}`]) {
        const parts = leaves(tokens(text, 'Ana'));
        if (!/[*`]/.test(text)) assert.equal(parts.map((part) => part.text).join(''), text);
        isEmojiAlone(text);
      }
    }
  }
  // Some 7,000 texts of up to 4,000 signs: what is cubic takes minutes for one of them.
  assert.ok(performance.now() - started < 60_000, `${performance.now() - started} ms`);
});

test('a host of any length is read in no time', { timeout: 5000 }, () => {
  const distinct = Array.from({ length: 3900 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');
  assert.deepEqual(linksIn(`http://${distinct}/`), []);
});
