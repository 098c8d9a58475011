// The critical path: what a room needs to show, and routing by the address. Everything else is in later.js, loaded lazily once the room
// shows. Read session.js for what the page does, log.js for how it shows it.

import { I18n, pickLanguage, wordsOf } from './i18n.js';
import { Log } from './log.js';
import { Net } from './net.js';
import { Outbox } from './outbox.js';
import { hashOf, isKey, newId, readHash, roomName, userName } from './protocol.js';
import { Session } from './session.js';
import { Store } from './store.js';

const MOST_ROOMS = 10;
/** Who waits longer for the room may want to write, or to know why. */
const LOAD_LATER_AFTER_MS = 300;

/** A Web Storage area with a prefix and values as JSON; in memory, where the browser allows none. */
class JsonStorage {
  #area;
  #fallback = new Map();

  constructor(area) {
    this.#area = area;
  }

  get(key) {
    try {
      const text = globalThis[this.#area].getItem(`salons.${key}`);
      return text === null ? undefined : JSON.parse(text);
    } catch {
      return this.#fallback.get(key);
    }
  }

  set(key, value) {
    this.#fallback.set(key, value);
    try {
      globalThis[this.#area].setItem(`salons.${key}`, JSON.stringify(value));
    } catch {
      // Full or forbidden: kept in memory until the tab closes.
    }
  }
}

const $ = (selector) => document.querySelector(selector);
const browser = new JsonStorage('localStorage');
const tab = new JsonStorage('sessionStorage');
document.documentElement.dataset.theme = browser.get('theme') ?? 'system';

const store = new Store(browser);
const outbox = new Outbox(tab);
const net = new Net(new URL('ws', location).href.replace(/^http/, 'ws'));
const session = new Session(net, store, outbox);
session.user = userName(tab.get('name') ?? browser.get('name') ?? '');
session.key = guestKey();
for (const name of tab.get('rooms') ?? []) store.ensure(name);
await takeName();
net.connect();

const wantedLanguage = new URLSearchParams(location.search).get('lang');
const language = pickLanguage([wantedLanguage, browser.get('lang'), ...navigator.languages]);
const i18n = new I18n(language, await wordsOf(language), navigator.languages);
const log = new Log({ store, outbox, session, i18n });

/** The parts of the page, for each other; later.js adds its own. */
const page = { browser, tab, store, outbox, net, session, i18n, log, rename };

/** Writes the words of the chosen language into the elements that name them: data-t, data-t-label, data-t-title, data-t-placeholder. */
function localize() {
  document.documentElement.lang = i18n.language;
  for (const element of document.querySelectorAll('[data-t]')) element.textContent = i18n.t(element.dataset.t);
  for (const [name, attribute] of [['label', 'aria-label'], ['title', 'title'], ['placeholder', 'placeholder']]) {
    for (const element of document.querySelectorAll(`[data-t-${name}]`)) {
      element.setAttribute(attribute, i18n.t(element.getAttribute(`data-t-${name}`)));
    }
  }
}

/** The secret that tells this person from others of their name, the same in all tabs of this browser. */
function guestKey() {
  if (!isKey(browser.get('key'))) browser.set('key', newId(16));
  // Another tab may have made one at the same time; where nothing can be stored there is none to be shared.
  return isKey(browser.get('key')) ? browser.get('key') : newId(16);
}

/** Takes the name in the address if a page of this cluster linked here: anybody else may propose one, and the person is asked. */
async function takeName() {
  const { as } = readHash(location.hash);
  if (as === null) return;
  const { isOwnLink } = await import('./panel/address.js');
  if (!(await isOwnLink(document.referrer, location))) return;
  session.user = userName(as) ?? session.user;
  if (session.user !== null) tab.set('name', session.user);
}

let later = null;
const loadLater = () => (later ??= import('./later.js').then((module) => module.startLater(page)));

/** Routes by the address: to a room, or to the entry dialog. */
function route() {
  const { room: wanted, as } = readHash(location.hash);
  const name = wanted === '' ? null : roomName(wanted);
  const wrong = wanted !== '' && name === null ? { room: wanted } : {};
  const proposed = userName(as ?? '');
  const asks = session.user === null || name === null || (proposed !== null && proposed !== session.user);
  // Whoever does not follow a proposal stays where they are.
  if (as !== null) history.replaceState(null, '', hashOf(asks ? (session.current ?? wanted) : wanted));
  if (!asks) enter(name);
  else openEntry({ user: proposed ?? session.user ?? browser.get('name'), room: name, last: browser.get('room'), mayLeave: session.user !== null && session.current !== null, wrong });
}

function enter(name) {
  if (!store.get(name) && store.rooms.length >= MOST_ROOMS) {
    loadLater().then(() => page.rooms.showError(i18n.t('rooms.too_many', { n: MOST_ROOMS })));
    if (session.current !== null) history.replaceState(null, '', hashOf(session.current));
    return;
  }
  $('#app').hidden = false;
  Object.assign($('#title'), { textContent: `# ${name}`, title: `#${name}` });
  session.open(name);
  showTopic();
  tab.set('rooms', store.rooms.map((room) => room.name));
  browser.set('room', name);
}

function showTopic() {
  const topic = store.get(session.current)?.topic ?? '';
  Object.assign($('#topic'), { textContent: topic, hidden: topic === '' });
}

/** Opens the entry dialog. */
async function openEntry(options) {
  loadLater();
  page.entry ??= import('./entry.js').then(({ Entry }) => {
    const entry = new Entry({ session, i18n });
    entry.addEventListener('enter', ({ detail }) => entered(entry, detail));
    return entry;
  });
  (await page.entry).open(options);
}

function rename() {
  openEntry({ user: session.user, room: session.current, mayLeave: true });
}

function entered(entry, { user, room }) {
  browser.set('name', user);
  tab.set('name', user);
  session.rename(user);
  entry.close();
  if (hashOf(room) === location.hash) route();
  else location.hash = hashOf(room);
}

addEventListener('hashchange', route);
i18n.addEventListener('changed', localize);

store.addEventListener('topic', showTopic);

session.addEventListener('refused', ({ detail: { room, ...refusal } }) => {
  // A name that is refused costs no room: they are joined again under the next one.
  const badUser = refusal.code === 'bad_user';
  const wrong = { ...(badUser ? { user: session.user } : { room }), refusal };
  if (!badUser) store.remove(room);
  openEntry({ user: session.user, room: badUser ? (session.current ?? room) : null, mayLeave: false, wrong });
});

session.addEventListener('renamed', ({ detail: name }) => {
  history.replaceState(null, '', hashOf(name));
  enter(name);
});

session.addEventListener('connection', ({ detail: { state } }) => {
  if (state === 'connecting' || later) return;
  log.update();
  loadLater();
});

localize();
route();
// The welcome may have come while the language was loading, before there was a room to join.
if (store.get(session.current)?.joined) loadLater();
else setTimeout(loadLater, LOAD_LATER_AFTER_MS);
