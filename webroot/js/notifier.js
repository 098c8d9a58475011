// Unread messages shown outside the page: in the title, as a badge on the icon and, if wanted, by notifications.

import { hashOf } from './protocol.js';
import { mentions } from './message.js';

const CHOICES = ['off', 'mentions', 'all'];
const SHOWN = 200;

/** "(3) #général · Salons", "(@1)" when one of them mentions the reader, which matters more. Pure. */
export function titleOf({ unread, mentioned, room, title }) {
  const count = mentioned > 0 ? `(@${mentioned}) ` : unread > 0 ? `(${unread}) ` : '';
  return `${count}${room === null ? '' : `#${room} · `}${title}`;
}

/** Whether a message makes a notification: only in a background tab. Pure. */
export function shouldNotify({ choice, hidden, mention }) {
  return hidden && (choice === 'all' || (choice === 'mentions' && mention));
}

export class Notifier {
  /** How often the reader is mentioned in what is unread, by room. */
  #mentioned = new Map();
  #icon = document.querySelector('#favicon');
  #select = document.createElement('select');
  #label = document.createElement('label');
  #refused = document.createElement('p');
  #plainIcon = this.#icon.href;
  #badge = 0;

  /** @param unreadIn tells how much is unread in a room, as far as the reader should be told */
  constructor({ store, session, i18n, mutes, storage, unreadIn }) {
    Object.assign(this, { store, session, i18n, mutes, storage, unreadIn });
    store.addEventListener('live', ({ detail: { room, message } }) => this.#live(room, message));
    store.addEventListener('missed', ({ detail: { room, message } }) => message.forEach((each) => this.#countMention(room, each)));
    for (const type of ['changed', 'read', 'rooms']) store.addEventListener(type, () => this.update());
    i18n.addEventListener('changed', () => this.update());
    this.#label.htmlFor = 'notify';
    this.#select.id = 'notify';
    this.#select.append(...CHOICES.map((value) => Object.assign(document.createElement('option'), { value })));
    this.#select.addEventListener('change', () => this.#chosen());
    this.#refused.setAttribute('role', 'status');
  }

  /** Updates title and badges to what is unread. */
  update() {
    const rooms = this.store.rooms;
    for (const room of [...this.#mentioned.keys()]) if (this.unreadIn(room) === 0 || !rooms.includes(room)) this.#mentioned.delete(room);
    const unread = rooms.reduce((sum, room) => sum + this.unreadIn(room), 0);
    const mentioned = [...this.#mentioned.values()].reduce((sum, n) => sum + n, 0);
    const title = titleOf({ unread, mentioned, room: this.session.current, title: this.i18n.t('title') });
    if (document.title !== title) document.title = title;
    if (unread !== this.#badge) this.#showBadge(unread);
  }

  #showBadge(unread) {
    this.#badge = unread;
    this.#icon.href = unread > 0 ? 'favicon-new.svg' : this.#plainIcon;
    // A browser without badges rejects: nothing to be done about it.
    if (unread > 0) navigator.setAppBadge?.(unread).catch(() => {});
    else navigator.clearAppBadge?.().catch(() => {});
  }

  #live(room, message) {
    if (this.session.isOwn(message) || this.mutes.has(message)) return;
    const mention = this.#countMention(room, message);
    if (this.#granted && shouldNotify({ choice: this.#choice, hidden: document.hidden, mention })) this.#notify(room, message);
  }

  /** Whether it mentions the reader. */
  #countMention(room, message) {
    const mention = !this.session.isOwn(message) && !this.mutes.has(message) && mentions(message.text, room.user);
    if (mention) this.#mentioned.set(room, (this.#mentioned.get(room) ?? 0) + 1);
    return mention;
  }

  async #notify(room, { user, text }) {
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
      // On phones only the service worker may show one.
      const worker = await navigator.serviceWorker?.getRegistration();
      await worker?.showNotification(title, details);
    }
  }

  get #granted() {
    return globalThis.Notification?.permission === 'granted';
  }

  get #choice() {
    return this.#granted ? (this.storage.get('notify') ?? 'off') : 'off';
  }

  /** Puts the choice into the settings, where browsers have notifications. */
  fillSetting(parent) {
    if (!('Notification' in globalThis)) return;
    parent.replaceChildren(this.#label, this.#select, this.#refused);
    this.#updateSetting();
  }

  /** Asks for the permission only when a notification was chosen. */
  async #chosen() {
    const wish = this.#select.value;
    if (wish !== 'off' && !this.#granted) await Notification.requestPermission();
    this.storage.set('notify', wish);
    this.#refused.textContent = wish !== 'off' && !this.#granted ? this.i18n.t('notify.refused') : '';
    this.#updateSetting();
  }

  #updateSetting() {
    this.#label.textContent = this.i18n.t('notify');
    for (const option of this.#select.options) option.textContent = this.i18n.t(`notify.${option.value}`);
    this.#select.value = this.#choice;
  }
}
