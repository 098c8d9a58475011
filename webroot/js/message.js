// The lines of the log, their elements, and the rendering of message text. Text becomes text nodes only: nothing in it can become
// markup.

import { hueOf, initialOf, instanceLabel, instanceShape, marksOf } from './protocol.js';

const GROUP_WITHIN_MS = 5 * 60_000;

/**
 * The lines of the log: {key, kind} with kind `older` and `start` (top of what is held), `day` {at}, `gap`, `new`, and `message`
 * {message, state, code, own, by, mark, grouped, edited, deleted}. The key of a message never changes, so that its element is kept. Pure.
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
    out.push({ key, kind: 'message', message, state, code: message.code, own, by, mark: own ? '' : markOf(message), grouped, edited: message.edited, deleted: message.deleted });
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

export function createMessage({ message }) {
  const li = document.createElement('li');
  const n = ++count;
  Object.assign(li, { className: 'message', tabIndex: -1 });
  li.setAttribute('aria-labelledby', `a${n} t${n} w${n}`);
  add(li, 'span', 'disc', initialOf(message.user)).setAttribute('aria-hidden', 'true');
  add(li, 'bdi', 'author', message.user).id = `a${n}`;
  add(li.lastChild, 'small', 'tag');
  add(li, 'time', 'when').id = `w${n}`;
  Object.assign(add(li, 'div', 'text'), { id: `t${n}`, dir: 'auto' });
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
  const muted = !own && isMuted(message);
  const deleted = Boolean(message.deleted);
  li.classList.toggle('hushed', muted || deleted);
  const text = li.querySelector('.text');
  set(text, 'data-edited', message.edited && !deleted ? i18n.t('msg.edited') : null);
  showText(text, message.text, deleted ? i18n.t('msg.deleted') : muted ? i18n.t('mute.hidden') : null, me);
}

/** The texts that elements show, as they were written; none while they show something instead. */
const shown = new WeakMap();

/** A muted message leaves a placeholder, so that the messages around it make sense. What the server kept may differ from what was sent. */
function showText(element, text, instead, me) {
  if (instead !== null) {
    shown.delete(element);
    write(element, instead);
  } else if (shown.get(element) !== text) {
    shown.set(element, text);
    element.classList.toggle('big', isEmojiAlone(text));
    element.replaceChildren(render(tokens(text, me)));
  }
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

function reason({ code, detail, text }, i18n, limits) {
  if (code === 'too_long') return i18n.t(code, { n: [...text].length - limits.text });
  return i18n.reason({ code, message: detail });
}

// Text is read once, from its beginning to its end, so that none takes long.

/** Scripts without blanks between words, or whose endings go on the word: in them a name ends where it ends. */
const NO_BLANKS = '\\p{scx=Hani}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Bopo}\\p{scx=Hang}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}\\p{scx=Tibt}\\p{scx=Java}\\p{scx=Bali}\\p{scx=Yiii}';
const WORD = `(?![${NO_BLANKS}])[\\p{L}\\p{N}\\p{M}_]`;
const BEFORE_WORD = new RegExp(`(?=${WORD})`, 'uy');
const AFTER_WORD = new RegExp(`(?<=${WORD})`, 'uy');
const ENDS_WITHOUT_BLANK = new RegExp(`[${NO_BLANKS}]$`, 'u');

const INFO = /[ \t]*[^\s`]*[ \t]*\n/y;
const SIGN = /`+|\*+|[@\uFF20]|https?:\/\/|mailto:|\n/gi;
/** By one backtick, or by two where there is one in it. */
const CODE = [undefined, /`[^`\n]+`(?!`)/y, /``(?:[^`\n]|`(?!`))+``(?!`)/y];
/** Up to a blank, what is invisible, an emoji, bold, or punctuation that only text has. */
const LINK = /(?:https?:\/\/|mailto:)(?:(?!\*\*)[^\s<>"`\p{Cc}\p{Cf}\p{Emoji_Presentation}\u3001-\u3003\u3008-\u3020\uFE30-\uFE6B\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF64\u201C\u201D\u2026\u0964\u0965])+/iuy;
/** A browser takes any length of host, and long over it. */
const LINKED = /^(?:https?:\/\/[^/?#]{1,255}(?:[/?#]|$)|mailto:[^@]+@[^@])/i;
const AROUND = /(?![-/#&%@])\p{P}/u;
const PAIRS = { ')': '(', ']': '[', '}': '{' };
const EMPHASIS = [undefined, ['em'], ['strong'], ['strong', 'em']];
const SIGNS = { em: '*', strong: '**' };
const EMOJI_ALONE = /^(?:(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F?)[\p{Emoji_Modifier}\uFE0F]*(?:\u200D\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F]*)*\s*){1,3}$/u;

/** Whether the sticky pattern matches at that place; it is at the end of the match then. */
function isAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** What a text is made of: {type, text} with `text`, `pre`, `code`, `link`, `mention`, and {type, parts} with `strong`, `em`. Pure. */
export function tokens(text, me) {
  const name = me ? mentionOf(me) : null;
  const parts = [];
  let from = 0;
  for (const { start, end, code } of codeBlocks(text)) {
    parts.push(...inline(text.slice(from, start), name), { type: 'pre', text: code });
    from = end;
  }
  return [...parts, ...inline(text.slice(from), name)];
}

/** The blocks of code, with the line breaks around them. */
function* codeBlocks(text) {
  for (let at = text.indexOf('```'); at >= 0; at = text.indexOf('```', at)) {
    const open = endOfRun(text, at);
    const start = isAt(INFO, text, open) ? INFO.lastIndex : open;
    const close = text.indexOf(text.slice(at, open), start);
    const code = text.slice(start, Math.max(start, close));
    const end = close < 0 ? open : endOfRun(text, close);
    if (code.trim() !== '') {
      yield { start: text[at - 1] === '\n' ? at - 1 : at, end: text[end] === '\n' ? end + 1 : end, code: code.replace(/\n$/, '') };
    }
    at = end;
  }
}

function endOfRun(text, at) {
  let end = at;
  while (text[end] === '`') end++;
  return end;
}

/** Emphasis that is open, the innermost last, over the parts of the text itself. */
class Open {
  levels = [{ parts: [] }];

  get parts() {
    return this.levels[0].parts;
  }

  has(type) {
    return this.levels.some((level) => level.type === type);
  }

  add(part) {
    const { parts } = this.levels.at(-1);
    const last = parts.at(-1);
    if (part.type !== 'text' || last?.type !== 'text') parts.push(part);
    else last.text += part.text;
  }

  addText(text) {
    if (text !== '') this.add({ type: 'text', text });
  }

  /** One of the same type that is open already was none. */
  begin(type) {
    if (this.has(type)) this.#leave([], this.levels.findIndex((level) => level.type === type));
    this.levels.push({ type, parts: [] });
  }

  /** Ends these types; what else is open inside of them was none. */
  end(types) {
    this.#leave(types, this.levels.findIndex((level) => types.includes(level.type)));
  }

  /** Nothing that is open was emphasis. */
  dissolve() {
    this.#leave([], 1);
  }

  /** Leaves the levels from `depth` on: as emphasis where their type is among `ended`, else as plain text. */
  #leave(ended, depth) {
    while (this.levels.length > depth) {
      const { type, parts } = this.levels.pop();
      if (ended.includes(type)) {
        this.add({ type, parts });
      } else {
        this.addText(SIGNS[type]);
        for (const part of parts) this.add(part);
      }
    }
  }
}

function inline(text, name) {
  const open = new Open();
  let from = 0;
  SIGN.lastIndex = 0;
  for (let match; (match = SIGN.exec(text)); ) {
    const { index: at, 0: sign } = match;
    if (sign === '\n' || sign[0] === '*') {
      open.addText(text.slice(from, at));
      from = at;
      if (sign === '\n') open.dissolve();
      else if (emphasize(open, text, at, sign.length)) from = at + sign.length;
      continue;
    }
    const leaf = leafAt(text, at, sign, name);
    if (!leaf) continue;
    open.addText(text.slice(from, at));
    open.add(leaf.part);
    from = SIGN.lastIndex = leaf.end;
  }
  open.addText(text.slice(from));
  open.dissolve();
  return open.parts;
}

/** Begins or ends emphasis by stars; false when they do neither. */
function emphasize(open, text, at, length) {
  const types = EMPHASIS[length];
  if (!types) return false;
  const end = at + length;
  const touchesWord = (pattern, place) => types.includes('em') && isAt(pattern, text, place);
  if (at > 0 && !/\s/.test(text[at - 1]) && types.every((type) => open.has(type)) && !touchesWord(BEFORE_WORD, end)) {
    open.end(types);
    return true;
  }
  if (end >= text.length || /\s/.test(text[end]) || touchesWord(AFTER_WORD, at)) return false;
  for (const type of types) open.begin(type);
  return true;
}

/** The code, link or mention that begins there, and where it ends. */
function leafAt(text, at, sign, name) {
  if (sign[0] === '`') {
    const pattern = CODE[sign.length];
    if (!pattern || !isAt(pattern, text, at)) return null;
    const code = text.slice(at + sign.length, pattern.lastIndex - sign.length);
    return code.trim() === '' ? null : { part: { type: 'code', text: code }, end: pattern.lastIndex };
  }
  if (sign === '@' || sign === '\uFF20') {
    if (!name || !isAt(name, text, at)) return null;
    return { part: { type: 'mention', text: text.slice(at, name.lastIndex) }, end: name.lastIndex };
  }
  if (!isAt(LINK, text, at)) return null;
  const found = text.slice(at, LINK.lastIndex);
  const url = withoutPunctuation(found);
  const isLink = LINKED.test(url) && URL.canParse(url);
  return { part: { type: isLink ? 'link' : 'text', text: url }, end: at + url.length };
}

/** The address without the punctuation of the sentence around it: of brackets, those that are not its own. */
function withoutPunctuation(found) {
  const unpaired = {};
  for (const [close, open] of Object.entries(PAIRS)) unpaired[close] = countOf(found, close) - countOf(found, open);
  let end = found.length;
  for (; end > 0; end--) {
    const sign = found[end - 1];
    const closed = Object.keys(PAIRS).find((close) => PAIRS[close] === sign);
    if (closed) unpaired[closed]++;
    else if (Object.hasOwn(PAIRS, sign) ? unpaired[sign]-- <= 0 : !AROUND.test(sign)) break;
  }
  return found.slice(0, end);
}

const countOf = (text, sign) => text.split(sign).length - 1;

/** The name behind an @ that is no part of a word or an address, in either spelling of its accents. */
function mentionOf(name) {
  const spellings = [...new Set([name.normalize('NFC'), name.normalize('NFD')])].map((each) => each.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const behind = ENDS_WITHOUT_BLANK.test(name) ? '[\\p{M}\\p{N}_]' : WORD;
  return new RegExp(`(?<![\\p{sc=Latn}\\p{sc=Cyrl}\\p{sc=Grek}\\p{N}_])[@\\uFF20](?:${spellings.join('|')})(?!${behind})`, 'iuy');
}

export const isEmojiAlone = (text) => text.length <= 60 && EMOJI_ALONE.test(text);

const isMentioned = (part) => part.type === 'mention' || (part.parts?.some(isMentioned) ?? false);

export const mentions = (text, me) => /[@\uFF20]/.test(text) && tokens(text, me).some(isMentioned);

const ELEMENTS = { pre: 'pre', code: 'code', strong: 'strong', em: 'em', mention: 'mark', link: 'a' };
const LINK_IS = { target: '_blank', rel: 'noopener noreferrer nofollow ugc', tabIndex: -1 };

function render(parts) {
  const fragment = document.createDocumentFragment();
  for (const part of parts) {
    if (part.type === 'text') fragment.append(part.text);
    else if (part.type === 'link') Object.assign(add(fragment, 'a', '', part.text), LINK_IS, { href: part.text });
    else if (part.parts) add(fragment, ELEMENTS[part.type], '').append(render(part.parts));
    else add(fragment, ELEMENTS[part.type], '', part.text);
  }
  return fragment;
}

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
