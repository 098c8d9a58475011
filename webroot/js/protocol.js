// What crosses the wire, as far as the page must know it: names, limits, codes. Pure.

export const LIMITS = { text: 4000, user: 32, room: 64, frame: 65536 };

/** Close codes that change what the page does next. */
export const CLOSE = { policy: 1008, restarting: 1012, overloaded: 1013, unauthorized: 4401 };

/** The close codes that stand for the reasons of a bye, where the page has words of its own for them. */
const BYE = { restarting: CLOSE.restarting, too_slow: CLOSE.overloaded, expired: CLOSE.unauthorized, unauthorized: CLOSE.unauthorized };
/** What a timer of the browser can wait for. */
const MOST_MS = 2 ** 31 - 1;

/**
 * What the end of a connection means: {code, retryAfterMs, final}, by the bye before it, else by its close code. It is final when there
 * is no point in coming back: the bye named no delay, and told neither of a restart nor of slowness, which pass.
 */
export function ending(closeCode, bye) {
  if (!bye) return { code: closeCode, retryAfterMs: undefined, final: closeCode === CLOSE.unauthorized };
  const code = ownValue(BYE, bye.reason);
  const retryAfterMs = Number.isFinite(bye.retryAfterMs) ? Math.min(Math.max(0, bye.retryAfterMs), MOST_MS) : undefined;
  const final = retryAfterMs === undefined && code !== CLOSE.restarting && code !== CLOSE.overloaded;
  return { code: code ?? (final ? CLOSE.policy : closeCode), retryAfterMs, final };
}

/** Refusals that pass: the same frame may succeed later. */
const PASSING = new Set(['rate_limited', 'unavailable', 'not_joined']);
export const isPassing = (code) => PASSING.has(code);

/** Refusals that concern the person, not the frame or the room: trying again cannot help. */
export const isLockedOut = (code) => code === 'unauthorized';

const NO_EVENT = new Set(['joined', 'resync', 'ack', 'trace']);

/** Whether the frame is an event of its room's log, of a kind known here or not: each takes one seq of the room. */
export const isEvent = ({ type, room, seq }) => typeof room === 'string' && Number.isSafeInteger(seq) && !NO_EVENT.has(type);

/** The only kind of event that this page shows. */
export const isMessage = ({ type }) => type === 'message';

export const codePoints = (text) => {
  let n = 0;
  for (const _ of text) n++;
  return n;
};

/** More never become one code point; an address may hold thousands of marks, which take long to be put in order. */
const UNITS_EACH = 8;

/** What no instance takes in a name. What else one refuses, by a table newer than this browser, it says itself. */
const NOT_IN_A_NAME = /(?![ \u200C\u200D\uFE0F\u{E0020}-\u{E007F}\p{Cn}])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]|(?:^| )\p{M}/u;

/** The name as the server will write it, or null when it would surely refuse it. */
export function userName(typed, limits = LIMITS) {
  const name = typed.trim().replace(/ +/g, ' ').slice(0, limits.user * UNITS_EACH).normalize('NFC');
  const length = codePoints(name);
  return length < 1 || length > limits.user || NOT_IN_A_NAME.test(name) ? null : name;
}

/** The room as the server will write it, or null when it would surely refuse it. A leading # and blanks are forgiven. */
export function roomName(typed, limits = LIMITS) {
  const name = typed.trim().replace(/^#/, '').replace(/\s+/g, '-').slice(0, limits.room * UNITS_EACH).normalize('NFC');
  return /^(?!\p{M})[\p{L}\p{M}\p{N}\p{Cn}\u200C\u200D._-]+$/u.test(name) && codePoints(name) <= limits.room ? name : null;
}

/** A person is a name with its `by`, where there is one: equal people have equal keys, and no others. */
export const personKey = ({ user, by }) => (by ? `${user}\t${by}` : user);

/** People by their keys: two lists of a frame, the names and, unless nobody has one, what each has as `by`. */
export const peopleOf = (names = [], bys = []) => new Map(names.map((user, i) => ({ user, by: bys[i] })).map((person) => [personKey(person), person]));

const MARK = 4;

/**
 * Tells people of one name apart: gives the mark of each, so much of their `by` that nobody else of the name has the same; '' for whoever
 * has no `by`, and where nobody else has the name.
 */
export function marksOf(people) {
  const named = new Map();
  for (const { user, by } of people) named.set(user, (named.get(user) ?? new Set()).add(by ?? ''));
  const marks = new Map();
  for (const [user, bys] of named) {
    if (bys.size === 1) continue;
    const sorted = [...bys].sort();
    sorted.forEach((by, i) => {
      const needed = Math.max(MARK, shared(by, sorted[i - 1]) + 1, shared(by, sorted[i + 1]) + 1);
      marks.set(personKey({ user, by }), by.slice(0, needed));
    });
  }
  return (person) => marks.get(personKey(person)) ?? '';
}

/** How many characters two texts have in common at their beginning. */
function shared(a, b = '') {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n++;
  return n;
}

const HUES = 8;

/** The class of a person's colour, which stays theirs under another name. */
export const hueOf = ({ user, by }) => `hue-${hash(by ?? user) % HUES}`;

const KEY = /^[A-Za-z0-9_-]{16,64}$/;

/** Whether it can be what this browser proves by who it is; a storage may hold anything. */
export const isKey = (value) => typeof value === 'string' && KEY.test(value);

const SEGMENTER = Intl.Segmenter ? new Intl.Segmenter() : null;

/** What a reader takes for the first letter of the name, with its marks; an emoji whole. */
export function initialOf(name) {
  const [first] = SEGMENTER ? SEGMENTER.segment(name) : [{ segment: String.fromCodePoint(name.codePointAt(0)) }];
  return first.segment.toLocaleUpperCase();
}

/** The own property of a table from storage: a room may be called "constructor". */
export const ownValue = (table, name) => (table && Object.hasOwn(table, name) ? table[name] : undefined);

const LINE_END = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const CONTROL = /[\0-\b\x0E-\x1F\x7F-\x9F]/g;
const NOTHING = /^[\p{White_Space}\p{M}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\uFFFC\u{13441}\u{13442}\u{1D159}]*$/u;

/** The text as the server will keep it; empty when nothing of it can be seen. */
export function messageText(typed) {
  const clean = typed.replace(LINE_END, '\n').replace(CONTROL, '').replace(/\p{Cs}/gu, '\uFFFD');
  const text = clean.trimEnd().replace(/^\s*\n/, '');
  return NOTHING.test(text) ? '' : text;
}

/** "#général?as=Ana" in the address bar: the room wanted and, in links made by the page, the name to take. Anybody can make such a link. */
export function readHash(hash) {
  const [path, query = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  return { room: decode(path), as: new URLSearchParams(query).get('as') };
}

export const hashOf = (room) => '#' + encodeURIComponent(room);

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** "3001-k2f9" is the instance on port 3001: its label is what people know it by. */
export const instanceLabel = (instance) => (instance ?? '').replace(/-[^-]*$/, '') || (instance ?? '');

const SHAPES = ['●', '▲', '■', '◆', '★', '✚'];

/** The same instance has the same shape in every tab, so that it is told apart without colour. */
export function instanceShape(instance) {
  const label = instanceLabel(instance);
  const port = /\d+$/.exec(label);
  return SHAPES[(port ? Number(port[0]) : hash(label)) % SHAPES.length];
}

/** A small stable hash, for colours and shapes. */
export function hash(text) {
  let h = 0;
  for (const c of text) h = (h * 31 + c.codePointAt(0)) >>> 0;
  return h;
}

/** randomUUID exists on secure origins only; a chat on a home network is none. */
export function newId(length = 12) {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}
