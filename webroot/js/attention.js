// Says that something was said, to who does not look: in the title, on the icon, and, if asked for, by a notification.

import { hashOf } from './protocol.js';
import { mentions } from './message.js';

const CHOICES = ['off', 'mentions', 'all'];
const SHOWN = 200;

/** "(3) #général · Salons", "(@1)" when one of them mentions the reader, which matters more. Pure. */
export function titleOf({ unread, mentioned, room, title }) {
  const count = mentioned > 0 ? `(@${mentioned}) ` : unread > 0 ? `(${unread}) ` : '';
  return `${count}${room === null ? '' : `#${room} · `}${title}`;
}

/** Whether a message is worth a notification: only behind the reader's back. Pure. */
export function isWorthTelling({ choice, hidden, mention }) {
  return hidden && (choice === 'all' || (choice === 'mentions' && mention));
}

export class Attention {
  /** How often the reader is mentioned in what is unread, by room. */
  #mentioned = new Map();
  #icon = document.querySelector('#favicon');
  #select = document.createElement('select');
  #label = document.createElement('label');
  #refused = document.createElement('p');
  #plain = this.#icon.href;
  #badge = 0;

  /** @param unreadIn tells how much is unread in a room, as far as the reader should be told */
  constructor({ store, session, outbox, i18n, mutes, memory, unreadIn }) {
    Object.assign(this, { store, session, outbox, i18n, mutes, memory, unreadIn });
    store.addEventListener('live', ({ detail: { room, message } }) => this.#said(room, message));
    store.addEventListener('missed', ({ detail: { room, message } }) => message.forEach((each) => this.#noticed(room, each)));
    for (const type of ['changed', 'read', 'rooms']) store.addEventListener(type, () => this.update());
    i18n.addEventListener('changed', () => this.update());
    this.#label.htmlFor = 'notify';
    this.#select.id = 'notify';
    this.#select.append(...CHOICES.map((value) => Object.assign(document.createElement('option'), { value })));
    this.#select.addEventListener('change', () => this.#chosen());
    this.#refused.setAttribute('role', 'status');
  }

  /** Brings title and icons in line with what is unread. */
  update() {
    const rooms = this.store.rooms;
    for (const room of [...this.#mentioned.keys()]) if (this.unreadIn(room) === 0 || !rooms.includes(room)) this.#mentioned.delete(room);
    const unread = rooms.reduce((sum, room) => sum + this.unreadIn(room), 0);
    const mentioned = [...this.#mentioned.values()].reduce((sum, n) => sum + n, 0);
    const title = titleOf({ unread, mentioned, room: this.session.current, title: this.i18n.t('title') });
    if (document.title !== title) document.title = title;
    if (unread !== this.#badge) this.#mark(unread);
  }

  #mark(unread) {
    this.#badge = unread;
    this.#icon.href = unread > 0 ? 'favicon-new.svg' : this.#plain;
    // Browsers that show none refuse: nothing to be done about it.
    if (unread > 0) navigator.setAppBadge?.(unread).catch(() => {});
    else navigator.clearAppBadge?.().catch(() => {});
  }

  #said(room, message) {
    if (this.outbox.isOwn(message.id) || this.mutes.has(message.user)) return;
    const mention = this.#noticed(room, message);
    if (this.#granted && isWorthTelling({ choice: this.#choice, hidden: document.hidden, mention })) this.#tell(room, message);
  }

  /** Whether it mentions the reader. */
  #noticed(room, { user, text }) {
    const mention = !this.mutes.has(user) && mentions(text, room.user);
    if (mention) this.#mentioned.set(room, (this.#mentioned.get(room) ?? 0) + 1);
    return mention;
  }

  async #tell(room, { user, text }) {
    const title = `${user} · #${room.name}`;
    const details = { body: text.slice(0, SHOWN), tag: room.name, icon: 'icons/icon-192.png', data: hashOf(room.name) };
    try {
      const shown = new Notification(title, details);
      shown.addEventListener('click', () => {
        window.focus();
        location.hash = details.data;
        shown.close();
      });
    } catch {
      // Phones leave this to the worker.
      const worker = await navigator.serviceWorker?.getRegistration();
      await worker?.showNotification(title, details);
    }
  }

  get #granted() {
    return globalThis.Notification?.permission === 'granted';
  }

  get #choice() {
    return this.#granted ? (this.memory.get('notify') ?? 'off') : 'off';
  }

  /** Puts the choice into the settings, where browsers have notifications. */
  fillSetting(parent) {
    if (!('Notification' in globalThis)) return;
    parent.replaceChildren(this.#label, this.#select, this.#refused);
    this.#setUp();
  }

  /** The browser asks the person only now that they asked for it. */
  async #chosen() {
    const wish = this.#select.value;
    if (wish !== 'off' && !this.#granted) await Notification.requestPermission();
    this.memory.set('notify', wish);
    this.#refused.textContent = wish !== 'off' && !this.#granted ? this.i18n.t('notify.refused') : '';
    this.#setUp();
  }

  #setUp() {
    this.#label.textContent = this.i18n.t('notify');
    for (const option of this.#select.options) option.textContent = this.i18n.t(`notify.${option.value}`);
    this.#select.value = this.#choice;
  }
}
