// What somebody wrote, as elements. Only text nodes carry what was written: nothing in it can become markup.

const FENCE = /```(?:[\w+-]*\n)?([\s\S]+?)```/g;
const CODE = /`([^`\n]+)`/g;
const LINK = /https?:\/\/[^\s<>"`]+/gi;
const STRONG = /\*\*(?=\S)([^*\n]*[^*\s])\*\*/g;
const EMPHASIS = /(?<![\w*])\*(?=\S)([^*\n]*[^*\s])\*(?![\w*])/g;
const EMOJI_ALONE = /^(?:(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F?)[\p{Emoji_Modifier}\uFE0F]*(?:\u200D\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F]*)*\s*){1,3}$/u;

/** The text cut into {type, text} with type `text`, `pre`, `code`, `link`, `strong`, `em`, `mention`. Pure. */
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

export function render(text, me) {
  const fragment = document.createDocumentFragment();
  for (const part of tokens(text, me)) {
    if (part.type === 'text') {
      fragment.append(part.text);
      continue;
    }
    const element = document.createElement(ELEMENTS[part.type]);
    element.textContent = part.text;
    if (part.type === 'link') {
      element.href = part.text;
      element.target = '_blank';
      element.rel = 'noopener noreferrer nofollow ugc';
    }
    fragment.append(element);
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
    const unbalanced = shorter.endsWith(')') && count(shorter, ')') > count(shorter, '(');
    const next = unbalanced ? shorter.slice(0, -1) : shorter;
    if (next === url) break;
    url = next;
  }
  const rest = found.slice(url.length);
  const parts = URL.canParse(url) ? [{ type: 'link', text: url }] : [{ type: 'text', text: url }];
  return rest ? [...parts, { type: 'text', text: rest }] : parts;
}

const count = (text, sign) => text.split(sign).length - 1;

const mentionOf = (name) => new RegExp(`(?<![\\p{L}\\p{N}])@${name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'giu');
