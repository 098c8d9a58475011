// One message as a list item: made once, brought up to date as often as needed.

import { hash, instanceLabel, instanceShape } from './protocol.js';
import { isEmojiAlone, render } from './text.js';

const HUES = 8;
let count = 0;

export function createMessage({ message }, me) {
  const li = document.createElement('li');
  const n = ++count;
  li.className = 'message';
  li.tabIndex = -1;
  li.setAttribute('aria-labelledby', `a${n} t${n} w${n}`);
  const hue = `hue-${hash(message.user) % HUES}`;
  const disc = add(li, 'span', `disc ${hue}`, [...message.user][0].toLocaleUpperCase());
  disc.setAttribute('aria-hidden', 'true');
  add(li, 'bdi', `author ${hue}`, message.user).id = `a${n}`;
  add(li, 'time', 'when').id = `w${n}`;
  const text = add(li, 'div', 'text');
  text.id = `t${n}`;
  text.dir = 'auto';
  text.classList.toggle('big', isEmojiAlone(message.text));
  text.append(render(message.text, me));
  add(li, 'span', 'from');
  add(li, 'div', 'note');
  return li;
}

/** Brings `li` in line with what is known now; says the same however often it is called. */
export function updateMessage(li, { message, state, own, grouped }, { i18n, instance, limits }) {
  set(li, 'data-id', message.id);
  set(li, 'data-seq', message.seq);
  set(li, 'data-from', message.from);
  set(li, 'data-state', state);
  li.classList.toggle('own', own);
  li.classList.toggle('grouped', grouped);
  const when = li.querySelector('.when');
  write(when, i18n.time(message.at));
  set(when, 'datetime', new Date(message.at).toISOString());
  set(when, 'title', i18n.dateTime(message.at));
  const from = li.querySelector('.from');
  if (message.from) {
    const a = instanceLabel(message.from);
    write(from, `${instanceShape(message.from)} ${a}`);
    set(from, 'title', i18n.t('scale.from', { a, seq: message.seq, b: instanceLabel(instance) }));
    from.classList.toggle('elsewhere', message.from !== instance);
  }
  note(li.querySelector('.note'), message, state, i18n, limits);
}

function note(element, entry, state, i18n, limits) {
  const words = noteText(entry, state, i18n, limits);
  if (element.dataset.words === words) return;
  element.dataset.words = words;
  element.replaceChildren();
  if (words === '') return;
  add(element, 'span', 'icon').setAttribute('aria-hidden', 'true');
  add(element, 'span', 'words', words);
  const actions = { failed: ['edit', 'discard'], unsure: ['resend', 'discard'] }[state] ?? [];
  for (const action of actions) add(element, 'button', 'small', i18n.t(`msg.${action}`)).dataset.action = action;
}

export function noteText(entry, state, i18n, limits) {
  if (state === 'pending') return i18n.t('msg.pending');
  if (state === 'waiting') return i18n.t(entry.code && i18n.has(entry.code) ? entry.code : 'msg.waiting');
  if (state === 'unsure') return i18n.t('msg.unsure');
  if (state === 'failed') return i18n.t('msg.failed', { reason: reason(entry, i18n, limits) });
  return '';
}

function reason({ code, text }, i18n, limits) {
  if (code === 'too_long') return i18n.t(code, { n: [...text].length - limits.text });
  return i18n.t(i18n.has(code) ? code : 'refused');
}

function add(parent, tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

function set(element, name, value) {
  if (value === undefined || value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
