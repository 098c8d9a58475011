// The lines of the log, their elements, and the rendering of message text. Text becomes text nodes only: nothing in it can become
// markup.

import { hueOf, instanceLabel, instanceShape, marksOf } from './protocol.js';

const GROUP_WITHIN_MS = 5 * 60_000;

/**
 * The lines of the log: {key, kind} with kind `older` and `start` (top of what is held), `day` {at}, `gap`, `new`, and `message`
 * {message, state, code, own, by, mark, grouped}. The key of a message never changes, so that its element is kept. Pure.
 *
 * @param view the segments to show, each {epoch, from, messages}, and whether there is `more` before them; a segment whose top is out
 *     of view is `cut`
 * @param entries the outbox entries that stand below, in order
 * @param newFrom {epoch, seq} of the first event that is new to the reader, or null
 * @param reader {user, by, isOwn}, the last of which tells whether a message is theirs
 * @param isSent whether this tab sent the message with that id
 * @param members who else may have the name of an author: {user, by} by some key
 */
export function lines(view, entries, newFrom, reader, isSent, members = new Map()) {
  const markOf = marksOf([reader, ...members.values(), ...view.segments.flatMap(({ messages }) => messages)]);
  const out = [];
  let previous = null;
  let dayBefore = null;
  let shownAt = 0;

  const add = (key, message, state, own) => {
    // `at` may run against the order, as clocks were set; the separators of days never do.
    shownAt = Math.max(shownAt, message.at);
    const day = new Date(shownAt).toDateString();
    if (day !== dayBefore) {
      out.push({ key: `day ${day} ${dayBefore === null ? '' : key}`, kind: 'day', at: shownAt });
      dayBefore = day;
      previous = null;
    }
    const by = own ? reader.by : message.by;
    const isSame = previous !== null && previous.user === message.user && previous.by === by && previous.own === own;
    const grouped = isSame && shownAt - previous.at < GROUP_WITHIN_MS;
    out.push({ key, kind: 'message', message, state, code: message.code, own, by, mark: own ? '' : markOf(message), grouped });
    previous = { user: message.user, by, own, at: shownAt };
  };

  view.segments.forEach((segment, index) => {
    const isLast = index === view.segments.length - 1;
    if (index > 0) {
      out.push({ key: `gap ${segment.epoch} ${segment.messages[0]?.seq}`, kind: 'gap' });
      previous = null;
    }
    if (isLast && !segment.cut && view.more) out.push({ key: 'older', kind: 'older' });
    else if (isLast && !segment.cut && index === 0 && segment.messages.length > 0) out.push({ key: 'start', kind: 'start' });
    let from = segment.from;
    for (const message of segment.messages) {
      if (newFrom?.epoch === segment.epoch && from <= newFrom.seq && newFrom.seq <= message.seq) {
        out.push({ key: 'new', kind: 'new' });
        previous = null;
      }
      from = message.seq + 1;
      const own = reader.isOwn(message);
      add(own && isSent(message.id) ? `own ${message.id}` : `${segment.epoch} ${message.seq}`, message, 'sent', own);
    }
  });
  for (const entry of entries) add(`own ${entry.id}`, entry, entry.state, true);
  return out;
}

const SEPARATORS = { older: 'older', start: 'older.none', gap: 'gap', new: 'new.divider' };

export function createSeparator({ kind }) {
  const li = document.createElement('li');
  li.className = kind;
  if (kind === 'new') li.id = 'divider';
  const inner = add(li, kind === 'older' ? 'button' : 'span', '');
  if (kind === 'older') Object.assign(inner, { id: 'older', tabIndex: -1 });
  return li;
}

export function updateSeparator({ firstChild: inner }, { kind, at }, { i18n, loadingOlder }) {
  const loading = kind === 'older' && loadingOlder;
  write(inner, kind === 'day' ? i18n.day(at) : i18n.t(loading ? 'loading' : SEPARATORS[kind]));
  if (kind === 'older') set(inner, 'aria-disabled', loading);
}

let count = 0;

export function createMessage({ message }, me) {
  const li = document.createElement('li');
  const n = ++count;
  Object.assign(li, { className: 'message', tabIndex: -1 });
  li.setAttribute('aria-labelledby', `a${n} t${n} w${n}`);
  add(li, 'span', 'disc', [...message.user][0].toLocaleUpperCase()).setAttribute('aria-hidden', 'true');
  add(li, 'bdi', 'author', message.user).id = `a${n}`;
  add(li.lastChild, 'small', 'tag');
  add(li, 'time', 'when').id = `w${n}`;
  const text = add(li, 'div', 'text');
  Object.assign(text, { id: `t${n}`, dir: 'auto' });
  text.classList.toggle('big', isEmojiAlone(message.text));
  text.append(render(message.text, me));
  add(li, 'span', 'from');
  add(li, 'div', 'note');
  return li;
}

/** Updates `li` to the line; idempotent. */
export function updateMessage(li, { message, state, own, by, mark, grouped }, { i18n, isMuted, me, instance, limits }) {
  const { user, id, seq } = message;
  for (const [name, value] of Object.entries({ id, seq, user, by, from: message.from, state })) set(li, `data-${name}`, value);
  li.classList.toggle('own', own);
  li.classList.toggle('grouped', grouped);
  for (const part of ['disc', 'author']) set(li.querySelector(`.${part}`), 'class', `${part} ${hueOf({ user, by })}`);
  const tag = li.querySelector('.tag');
  write(tag, mark && ` ${mark}`);
  set(tag, 'title', mark ? i18n.t('namesake', { name: `\u2068${user}\u2069`, by }) : null);
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
  mute(li, message, !own && isMuted(message), i18n, me);
}

/** A muted message leaves a placeholder, so that the messages around it make sense. */
function mute(li, { text }, muted, i18n, me) {
  const before = li.classList.contains('hushed');
  const element = li.querySelector('.text');
  li.classList.toggle('hushed', muted);
  if (muted) write(element, i18n.t('mute.hidden'));
  else if (before) element.replaceChildren(render(text, me));
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
  for (const action of actions) Object.assign(add(element, 'button', 'small', i18n.t(`msg.${action}`)), { tabIndex: -1 }).dataset.action = action;
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

// The line breaks around a code block belong to it.
const FENCE = /\n?```(?:[\w+-]*\n)?([\s\S]+?)```\n?/g;
const CODE = /`([^`\n]+)`/g;
const LINK = /(?:https?:\/\/|mailto:)[^\s<>"`]+/gi;
const STRONG = /\*\*(?=\S)([^*\n]*[^*\s])\*\*/g;
const EMPHASIS = /(?<![\w*])\*(?=\S)([^*\n]*[^*\s])\*(?![\w*])/g;
const EMOJI_ALONE = /^(?:(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F?)[\p{Emoji_Modifier}\uFE0F]*(?:\u200D\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F]*)*\s*){1,3}$/u;

/** Tokenises the text into {type, text}: `text`, `pre`, `code`, `link`, `strong`, `em`, `mention`. Pure. */
export function tokens(text, me) {
  let parts = [{ type: 'text', text }];
  parts = cut(parts, FENCE, (match) => [{ type: 'pre', text: match[1].replace(/\n$/, '') }]);
  parts = cut(parts, CODE, (match) => [{ type: 'code', text: match[1] }]);
  parts = cut(parts, LINK, (match) => linkIn(match[0]));
  parts = cut(parts, STRONG, (match) => [{ type: 'strong', text: match[1] }]);
  parts = cut(parts, EMPHASIS, (match) => [{ type: 'em', text: match[1] }]);
  if (me) parts = cut(parts, mentionOf(me), (match) => [{ type: 'mention', text: match[0] }]);
  return parts;
}

export const isEmojiAlone = (text) => text.length <= 60 && EMOJI_ALONE.test(text);

export const mentions = (text, me) => tokens(text, me).some((part) => part.type === 'mention');

const ELEMENTS = { pre: 'pre', code: 'code', strong: 'strong', em: 'em', mention: 'mark', link: 'a' };
const LINK_IS = { target: '_blank', rel: 'noopener noreferrer nofollow ugc', tabIndex: -1 };

function render(text, me) {
  const fragment = document.createDocumentFragment();
  for (const part of tokens(text, me)) {
    if (part.type === 'text') fragment.append(part.text);
    else if (part.type === 'link') Object.assign(add(fragment, 'a', '', part.text), LINK_IS, { href: part.text });
    else add(fragment, ELEMENTS[part.type], '', part.text);
  }
  return fragment;
}

/** Replaces each match inside plain parts by what `make` returns. */
function cut(parts, pattern, make) {
  return parts.flatMap((part) => {
    if (part.type !== 'text') return [part];
    const out = [];
    let from = 0;
    for (const match of part.text.matchAll(pattern)) {
      if (match.index > from) out.push({ type: 'text', text: part.text.slice(from, match.index) });
      out.push(...make(match));
      from = match.index + match[0].length;
    }
    if (from < part.text.length) out.push({ type: 'text', text: part.text.slice(from) });
    return out;
  });
}

/** The address without the punctuation of the sentence around it. */
function linkIn(found) {
  let url = found;
  for (;;) {
    const shorter = url.replace(/[.,;:!?'*_…»\]}]+$/u, '');
    const unbalanced = shorter.endsWith(')') && countOf(shorter, ')') > countOf(shorter, '(');
    const next = unbalanced ? shorter.slice(0, -1) : shorter;
    if (next === url) break;
    url = next;
  }
  const rest = found.slice(url.length);
  const isLink = URL.canParse(url) && !/^mailto:[^@]*$/i.test(url);
  const parts = [{ type: isLink ? 'link' : 'text', text: url }];
  return rest ? [...parts, { type: 'text', text: rest }] : parts;
}

const countOf = (text, sign) => text.split(sign).length - 1;

const mentionOf = (name) => new RegExp(`(?<![\\p{L}\\p{N}])@${name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'giu');

function add(parent, tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
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
