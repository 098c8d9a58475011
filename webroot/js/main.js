// Wires the parts together; each is told only what it needs. Read session.js for what the page does, log.js for how it shows it.

import { Announcer } from './announce.js';
import { Composer } from './composer.js';
import { Entry } from './entry.js';
import { I18n, pickLanguage } from './i18n.js';
import { Log } from './log.js';
import { noteText } from './message.js';
import { Net } from './net.js';
import { Outbox } from './outbox.js';
import { Memory, bindSwitches } from './prefs.js';
import { hashOf, readHash, roomName, userName } from './protocol.js';
import { RoomList } from './rooms.js';
import { Session } from './session.js';
import { Status } from './status.js';
import { Store } from './store.js';

const MOST_ROOMS = 10;
const READ_AFTER_MS = 1000;

const $ = (selector) => document.querySelector(selector);
const browser = new Memory('localStorage');
const tab = new Memory('sessionStorage');

const wished = new URLSearchParams(location.search).get('lang');
const i18n = new I18n(pickLanguage([wished, browser.get('lang'), ...navigator.languages]));
const store = new Store(browser);
const outbox = new Outbox(tab);
const net = new Net(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
const session = new Session(net, store, outbox);

const log = new Log({ store, outbox, session, i18n });
const composer = new Composer({ memory: tab, session, i18n });
const rooms = new RoomList({ store, session, i18n, attended: () => log.attended });
const entry = new Entry({ session, i18n });
const status = new Status({ session, i18n });
const announcer = new Announcer(i18n);

// Where to be

/** Follows the address bar: a room, or the card at the door. */
function go() {
  const { room: wanted, as } = readHash(location.hash);
  if (as !== null) {
    session.user = userName(as) ?? session.user;
    history.replaceState(null, '', hashOf(wanted));
  }
  const name = wanted === '' ? null : roomName(wanted);
  const wrong = wanted !== '' && name === null ? { room: wanted } : {};
  if (session.user === null || name === null) {
    const mayLeave = session.user !== null && session.current !== null;
    entry.open({ user: session.user ?? browser.get('name'), room: name, mayLeave, wrong });
  } else {
    enter(name);
  }
}

function enter(name) {
  if (!store.get(name) && store.rooms.length >= MOST_ROOMS) {
    announcer.alert(i18n.t('rooms.too_many', { n: MOST_ROOMS }));
    if (session.current !== null) history.replaceState(null, '', hashOf(session.current));
    return;
  }
  $('#app').hidden = false;
  session.open(name);
  log.show(store.get(name));
  composer.show(store.get(name));
  composer.focus();
  rooms.update();
  title();
  lookAway();
  attend();
  tab.set('rooms', store.rooms.map((room) => room.name));
}

addEventListener('hashchange', go);

entry.addEventListener('enter', ({ detail: { user, room } }) => {
  browser.set('name', user);
  tab.set('name', user);
  session.rename(user);
  entry.close();
  me();
  if (hashOf(room) === location.hash) go();
  else location.hash = hashOf(room);
});

session.addEventListener('refused', ({ detail: { room, code } }) => {
  const wrong = code === 'bad_user' ? { user: session.user } : { room };
  const asked = code === 'bad_user' ? room : null;
  store.remove(room);
  entry.open({ user: session.user, room: asked, mayLeave: false, wrong });
});

session.addEventListener('renamed', ({ detail: name }) => {
  history.replaceState(null, '', hashOf(name));
  enter(name);
});

rooms.addEventListener('leave', ({ detail: name }) => {
  session.leave(name);
  tab.set('rooms', store.rooms.map((room) => room.name));
  if (name !== session.current) return;
  session.current = null;
  location.hash = store.rooms.length > 0 ? hashOf(store.rooms[0].name) : '';
});

// Saying and reading

composer.addEventListener('say', ({ detail: text }) => {
  log.dropDivider();
  session.say(session.current, text);
  log.toBottom();
});
composer.addEventListener('page', ({ detail }) => log.scrollPage(detail));

log.addEventListener('older', () => session.older(store.get(session.current)));
log.addEventListener('action', ({ detail: { action, id } }) => {
  const said = outbox.get(id);
  if (action === 'resend') session.sayAgain(id);
  else outbox.settle(id);
  if (action === 'edit') composer.take(said.text);
});
log.addEventListener('place', attend);

store.addEventListener('live', ({ detail: { room, message } }) => {
  // Who writes in a room has read it.
  if (outbox.isOwn(message.id)) store.markRead(room);
  else if (room.name === session.current) announcer.message(message);
});
for (const type of ['changed', 'read', 'rooms']) store.addEventListener(type, title);
store.addEventListener('changed', attend);
document.addEventListener('visibilitychange', attend);

session.addEventListener('older', ({ detail: { count } }) => {
  log.update();
  if (count > 0) announcer.status(i18n.t('loaded', { n: count }));
});
session.addEventListener('failed', ({ detail }) => announcer.alert(noteText(detail, 'failed', i18n, session.limits)));
session.addEventListener('connection', () => log.updateSoon());

let reading = null;
function lookAway() {
  clearTimeout(reading);
  reading = null;
}

/** What has been in sight for a moment is read. */
function attend() {
  if (!log.attended) {
    lookAway();
    title();
    rooms.update();
    return;
  }
  reading ??= setTimeout(() => {
    reading = null;
    const room = store.get(session.current);
    if (room && log.attended) store.markRead(room);
  }, READ_AFTER_MS);
}

// The frame of the page

function title() {
  const unread = rooms.unreadInAll;
  const name = session.current;
  $('#title').textContent = name === null ? i18n.t('title') : `# ${name}`;
  document.title = `${unread > 0 ? `(${unread}) ` : ''}${name === null ? '' : `#${name} · `}${i18n.t('title')}`;
}

function me() {
  $('#me').textContent = `${session.user ?? ''} ✎`;
}

i18n.addEventListener('changed', title);
$('#me').addEventListener('click', () => entry.open({ user: session.user, room: session.current, mayLeave: true }));
$('#copy').addEventListener('click', async () => {
  await navigator.clipboard?.writeText(new URL(hashOf(session.current), location.href).href);
  $('#copy .words').textContent = i18n.t('copied');
  announcer.status(i18n.t('copied'));
  setTimeout(() => ($('#copy .words').textContent = i18n.t('copy')), 2000);
});
$('#skip').addEventListener('click', (event) => {
  event.preventDefault();
  $('#text').focus();
});

/** Keyboards on glass cover the page without resizing it, in some browsers. */
function fitToKeyboard() {
  document.documentElement.style.setProperty('--vvh', `${visualViewport.height}px`);
}
for (const type of ['resize', 'scroll']) visualViewport.addEventListener(type, () => requestAnimationFrame(fitToKeyboard));

addEventListener('keydown', (event) => {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (event.isComposing || $('#entry').open) return;
  const room = altKey && /^Arrow(Up|Down)$/.test(key) && rooms.neighbour(key === 'ArrowUp' ? -1 : 1, shiftKey);
  if (room) location.hash = hashOf(room);
  else if ((ctrlKey || metaKey) && key === 'k') rooms.focusSearch();
  else if (key === 'Escape' && !$('#side').matches(':popover-open')) {
    log.dropDivider();
    log.toBottom();
    composer.focus();
  } else return;
  event.preventDefault();
});

// The connection follows the tab and the network

status.addEventListener('retry', () => net.wake());
addEventListener('online', () => session.setNetwork(true));
addEventListener('offline', () => session.setNetwork(false));
addEventListener('pageshow', (event) => event.persisted && net.wake());
document.addEventListener('visibilitychange', () => {
  net.setHidden(document.hidden);
  if (!document.hidden) net.wake();
});
addEventListener('beforeunload', (event) => outbox.isEmpty || event.preventDefault());

bindSwitches(browser, i18n);
session.user = userName(tab.get('name') ?? browser.get('name') ?? '');
// Without a room in the address, somebody who was here before still chooses one.
for (const name of tab.get('rooms') ?? []) store.ensure(name);
me();
go();
net.connect();
