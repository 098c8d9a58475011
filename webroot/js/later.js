// Loaded lazily, once the room shows: everything around the log, wired to it. Each part gets only what it needs.

import { Announcer } from './announce.js';
import { Composer } from './composer.js';
import { bindKeys } from './keys.js';
import { noteText } from './message.js';
import { Mutes } from './mutes.js';
import { LogNavigation } from './navigation.js';
import { Notifier } from './notifier.js';
import { PanelOpener } from './panel/opener.js';
import { Presence } from './presence.js';
import { hashOf } from './protocol.js';
import { RoomList } from './rooms.js';
import { Status } from './status.js';
import { bindToggles } from './toggles.js';
import './worker.js';

const READ_AFTER_MS = 1000;
const COPIED_FOR_MS = 2000;

const $ = (selector) => document.querySelector(selector);

export function startLater(page) {
  const { browser, tab, store, outbox, net, session, i18n, log } = page;
  const mutes = new Mutes(tab);
  log.isMuted = (person) => mutes.has(person);
  mutes.addEventListener('changed', () => log.update(true));
  const announcer = new Announcer({ i18n, storage: browser });
  const composer = new Composer({ storage: tab, session, store, i18n });
  const rooms = new RoomList({ store, session, i18n, attended: () => log.attended });
  const presence = new Presence({ store, session, i18n });
  const status = new Status({ session, i18n, elsewhere: () => page.panel?.elsewhere ?? [] });
  const notifier = new Notifier({ store, session, i18n, mutes, storage: browser, unreadIn: (room) => rooms.unread(room) });
  Object.assign(page, { announcer, composer, rooms, presence, status, notifier });
  page.panel = new PanelOpener(page);
  new LogNavigation({ log, i18n, mutes }).addEventListener('action', ({ detail }) => act(detail));

  // Writing and reading

  composer.addEventListener('say', ({ detail: text }) => {
    log.dropDivider();
    session.say(session.current, text);
    log.toBottom();
  });
  composer.addEventListener('page', ({ detail }) => log.scrollPage(detail));

  function act({ action, id, user, by, quoted }) {
    const said = outbox.get(id);
    if (action === 'quote') composer.insert(quoted);
    else if (action === 'mute') mutes.toggle({ user, by });
    else if (action === 'resend') session.resend(id);
    else outbox.settle(id);
    if (action === 'edit') composer.insert(said.text);
  }

  log.addEventListener('older', () => session.older(store.get(session.current)));
  session.addEventListener('older', ({ detail: { room, count } }) => {
    if (room.name !== session.current) return;
    log.olderLoaded();
    if (count > 0) announcer.status(i18n.t('loaded', { n: count }));
  });
  outbox.addEventListener('unsure', ({ detail }) => announcer.alert(noteText(detail, 'unsure', i18n, session.limits)));
  session.addEventListener('failed', ({ detail }) => announcer.alert(noteText(detail, 'failed', i18n, session.limits)));

  store.addEventListener('live', ({ detail: { room, message } }) => {
    // A message of one's own marks the room as read.
    if (session.isOwn(message)) store.markRead(room);
    else if (room.name === session.current && !mutes.has(message)) announcer.message(message);
  });
  store.addEventListener('missed', ({ detail: { room, message } }) => session.isOwn(message.at(-1)) && store.markRead(room));

  /** Marks the room as read once it was attended for a moment. */
  let reading = null;
  function attend() {
    if (!log.attended) {
      clearTimeout(reading);
      reading = null;
      rooms.update();
      notifier.update();
      return;
    }
    reading ??= setTimeout(() => {
      reading = null;
      const room = store.get(session.current);
      if (room && log.attended) store.markRead(room);
    }, READ_AFTER_MS);
  }
  log.addEventListener('place', attend);
  store.addEventListener('changed', attend);
  document.addEventListener('visibilitychange', attend);
  addEventListener('storage', ({ key }) => key === 'salons.read' && store.readElsewhere());

  // Entering and leaving

  session.addEventListener('entered', () => {
    clearTimeout(reading);
    reading = null;
    composer.focus();
    notifier.update();
    attend();
  });
  rooms.addEventListener('leave', ({ detail: name }) => {
    session.leave(name);
    tab.set('rooms', store.rooms.map((room) => room.name));
    if (name !== session.current) return;
    session.current = null;
    location.hash = store.rooms.length > 0 ? hashOf(store.rooms[0].name) : '';
  });

  async function copyLink() {
    const url = new URL(hashOf(session.current), location.href).href;
    await copy(url);
    announcer.status(i18n.t('copied'));
    for (const words of document.querySelectorAll('.copy .words')) words.textContent = i18n.t('copied');
    setTimeout(() => document.querySelectorAll('.copy .words').forEach((words) => (words.textContent = i18n.t('copy'))), COPIED_FOR_MS);
  }
  document.addEventListener('click', ({ target }) => target.closest('.copy') && copyLink());
  $('#share').hidden = !navigator.share || !matchMedia('(pointer: coarse)').matches;
  $('#share').addEventListener('click', () => navigator.share({ title: `#${session.current}`, url: location.href }).catch(() => {}));

  // The connection follows the visibility of the tab, and the network

  status.addEventListener('retry', () => net.wake());
  addEventListener('online', () => session.setNetwork(true));
  addEventListener('offline', () => session.setNetwork(false));
  addEventListener('pageshow', (event) => event.persisted && net.wake());
  document.addEventListener('visibilitychange', () => {
    net.setHidden(document.hidden);
    if (!document.hidden) net.wake();
  });
  addEventListener('beforeunload', (event) => outbox.isEmpty || event.preventDefault());

  /** In some browsers the on-screen keyboard covers the page without resizing it. Pinch zoom makes it no smaller. */
  const fit = () => document.documentElement.style.setProperty('--vvh', `${visualViewport.height * visualViewport.scale}px`);
  for (const type of ['resize', 'scroll']) visualViewport.addEventListener(type, () => requestAnimationFrame(fit));

  log.update(true);
  bindToggles(page);
  bindKeys(page);
  net.setHidden(document.hidden);
  if (session.current === null) return;
  const room = store.get(session.current);
  for (const part of [composer, presence, rooms]) part.show(room);
  if (!$('dialog[open]')) composer.focus();
  notifier.update();
  attend();
}

/** Browsers have the clipboard API on secure origins only; a chat on a home network is none. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = Object.assign(document.createElement('textarea'), { value: text, className: 'sr' });
  const before = document.activeElement;
  // An open dialog makes everything outside of it inert.
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
  before?.focus({ preventScroll: true });
  return undefined;
}
