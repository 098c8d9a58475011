import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { en as first } from '../../../webroot/js/en.js';
import { fr as premier } from '../../../webroot/js/fr.js';
import { I18n, pickLanguage } from '../../../webroot/js/i18n.js';
import { words } from '../../../webroot/js/panel/words.js';

const en = { ...first, ...words.en };
const fr = { ...premier, ...words.fr };
const webroot = new URL('../../../webroot/', import.meta.url);

/** The text of all modules and documents in a folder of the page, and below it. */
function sources(folder) {
  const root = new URL(folder, webroot);
  const names = readdirSync(root, { recursive: true }).filter((name) => /\.(js|html)$/.test(name));
  return names.map((name) => readFileSync(new URL(name, root), 'utf8'));
}

test('both languages say the same things', () => {
  assert.deepEqual(Object.keys(fr).sort(), Object.keys(en).sort());
});

test('both languages fill in the same values', () => {
  const gaps = (text) => [...new Set([text].flat().flatMap((t) => (typeof t === 'object' ? Object.values(t) : [t])).join().match(/\{\w+\}/g) ?? [])].sort();
  for (const key of Object.keys(en)) assert.deepEqual(gaps(fr[key]), gaps(en[key]), key);
});

test('every plural has the forms that its language asks for', () => {
  for (const [language, table] of [['fr', fr], ['en', en]]) {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort();
    for (const [key, text] of Object.entries(table)) {
      if (typeof text === 'object') assert.deepEqual(Object.keys(text).sort(), forms, `${language} ${key}`);
    }
  }
});

test('the page asks for no words that are missing', () => {
  const text = sources('').join('\n');
  const asked = [...text.matchAll(/(?:data-t(?:-\w+)?="|\bt\(')([\w.]+)(?:"|')/g)].map((match) => match[1]);
  assert.ok(asked.length > 30);
  for (const key of asked) assert.ok(key in en, key);
});

test('dates and times are those of the region, where the reader has one of that language', async () => {
  const at = new Date(2026, 10, 3, 15, 5).getTime();
  assert.match(new I18n('en', en).time(at), /3:05.PM/);
  const british = new I18n('en', en, ['de-AT', 'en-GB', 'en-US']);
  assert.equal(british.time(at), '15:05');
  assert.match(british.dateTime(at), /3 November/);
  assert.match(new I18n('fr', fr, ['fr-CA']).time(at), /15 h 05/);
  await british.choose('fr');
  assert.equal(british.time(at), '15:05');
  assert.match(new I18n('en', en, ['en-AU']).day(at, new Date(2020, 1, 1)), /^Tuesday,? 3 November 2026$/);
});

test('words that come later follow the language', async () => {
  const i18n = new I18n('fr', premier);
  i18n.add(words);
  assert.equal(i18n.t('scale.tab'), 'Cet onglet');
  await i18n.choose('en');
  assert.equal(i18n.t('scale.tab'), 'This tab');
});

test('the panel asks for no words that are missing', () => {
  const text = sources('js/panel/').join('\n');
  const asked = [...text.matchAll(/\bw\('([\w.]+)'/g)].map((match) => `scale.${match[1]}`);
  assert.ok(asked.length > 15);
  for (const key of asked) assert.ok(key in en, key);
});

test('in French, a high sign never stands at the start of a line', () => {
  for (const text of Object.values(fr).flatMap((t) => (typeof t === 'object' ? Object.values(t) : [t]))) {
    assert.doesNotMatch(text, /[^\u202f][;:!?»]|«[^\u202f]/, text);
  }
});

test('the first wish that can be met decides, English otherwise', () => {
  assert.equal(pickLanguage(['de-DE', 'fr-CA', 'en']), 'fr');
  assert.equal(pickLanguage([null, undefined, 'EN-gb']), 'en');
  assert.equal(pickLanguage(['de', 'ja']), 'en');
  assert.equal(pickLanguage([]), 'en');
});

test('plurals follow the language: nought is one in French, many in English', () => {
  assert.equal(new I18n('fr', fr).t('members', { n: 0 }), '0 personne en ligne');
  assert.equal(new I18n('en', en).t('members', { n: 0 }), '0 people online');
  assert.equal(new I18n('fr', fr).t('members', { n: 2 }), '2 personnes en ligne');
});

test('days near now have names, others a date, with the year only when it is another', () => {
  const now = new Date(2026, 10, 23, 12).getTime();
  const { i18n } = { i18n: new I18n('fr', fr) };
  assert.match(i18n.day(new Date(2026, 10, 23, 0, 1).getTime(), now), /^aujourd.hui$/);
  assert.equal(i18n.day(new Date(2026, 10, 22, 23, 59).getTime(), now), 'hier');
  assert.equal(i18n.day(new Date(2026, 10, 20).getTime(), now), 'vendredi 20 novembre');
  assert.equal(i18n.day(new Date(2025, 10, 20).getTime(), now), 'jeudi 20 novembre 2025');
});

test('a value is put in as it is, whatever is in it', () => {
  assert.equal(new I18n('en', en).t('composer', { room: '{n}$&' }), 'Message #{n}$&');
});

test('choosing a language tells everyone', async () => {
  const i18n = new I18n('fr', fr);
  let told = 0;
  i18n.addEventListener('changed', () => told++);
  await i18n.choose('en');
  assert.equal(told, 1);
  assert.equal(i18n.t('send'), 'Send');
});
