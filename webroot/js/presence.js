// Who is present in the room, and who is typing there.

import { hueOf, initialOf } from './message.js';
import { openDialog } from './dialog.js';

/** A typing notification expires after so long. */
const TYPING_FOR_MS = 6000;

export class Presence {
  #count = document.querySelector('#members-count');
  #line = document.querySelector('#typing');
  #alone = document.querySelector('#empty-alone');
  #room = null;
  /** The timers that expire the notifications, by room and name. */
  #typists = new Map();

  constructor({ store, session, i18n }) {
    Object.assign(this, { store, session, i18n });
    session.addEventListener('entered', ({ detail }) => this.show(detail));
    session.addEventListener('typing', ({ detail: { room, user, on } }) => this.#typing(room, user, on));
    session.addEventListener('connection', ({ detail }) => detail.state === 'online' || this.#forgetTypists());
    store.addEventListener('live', ({ detail: { room, message } }) => this.#typing(room, message.user, false));
    store.addEventListener('presence', ({ detail }) => detail.room === this.#room && this.update());
    i18n.addEventListener('changed', () => this.update());
    this.#count.addEventListener('click', () => this.#open());
  }

  show(room) {
    this.#room = room;
    this.update();
  }

  update() {
    if (!this.#room) return;
    const { count } = this.#room;
    this.#count.hidden = count === null;
    this.#count.querySelector('.n').textContent = count;
    this.#count.querySelector('.words').textContent = this.i18n.t('members', { n: count ?? 0 });
    this.#alone.hidden = count !== 1;
    this.#showTypists();
  }

  #typing(room, user, on) {
    const there = this.#typists.get(room) ?? new Map();
    this.#typists.set(room, there);
    clearTimeout(there.get(user));
    there.delete(user);
    if (on) there.set(user, setTimeout(() => this.#typing(room, user, false), TYPING_FOR_MS));
    if (room === this.#room) this.#showTypists();
  }

  /** Without a connection no notification comes that somebody stopped. */
  #forgetTypists() {
    for (const there of this.#typists.values()) for (const timer of there.values()) clearTimeout(timer);
    this.#typists.clear();
    this.#showTypists();
  }

  #showTypists() {
    const names = [...(this.#typists.get(this.#room)?.keys() ?? [])];
    const key = ['', 'typing.one', 'typing.two'][names.length] ?? 'typing.many';
    // Bidi isolation: a name written from right to left does not turn the sentence.
    const [a, b] = names.map((name) => `\u2068${name}\u2069`);
    this.#line.textContent = key && this.i18n.t(key, { a, b });
  }

  #open() {
    const { name, members, count } = this.#room;
    const body = openDialog({ id: 'members', title: this.i18n.t('members.title', { room: name }), i18n: this.i18n });
    const list = document.createElement('ul');
    list.role = 'list';
    for (const each of [...members].sort((a, b) => a.localeCompare(b, this.i18n.language))) list.append(this.#item(each));
    const note = document.createElement('p');
    note.className = 'muted';
    note.textContent = count > 100 ? this.i18n.t('members.many') : this.i18n.t('members', { n: count });
    body.append(note, list, this.#invitation());
  }

  /** The button to copy the link, for which narrow headers have no room. */
  #invitation() {
    const button = document.querySelector('#empty .copy').cloneNode(true);
    button.querySelector('.words').textContent = this.i18n.t('copy');
    return button;
  }

  #item(name) {
    const li = document.createElement('li');
    const disc = document.createElement('span');
    disc.className = `disc ${hueOf(name)}`;
    disc.textContent = initialOf(name);
    disc.setAttribute('aria-hidden', 'true');
    const label = document.createElement('bdi');
    label.textContent = name === this.session.user ? this.i18n.t('members.you', { name }) : name;
    li.append(disc, label);
    return li;
  }
}
