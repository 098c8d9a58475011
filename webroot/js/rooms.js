// The list of rooms at the side: where to go, and where something new was said.

import { hashOf, roomName } from './protocol.js';

/** Events: `leave` (detail: the room's name). Going to a room is following its link. */
export class RoomList extends EventTarget {
  #side = document.querySelector('#side');
  #list = document.querySelector('#rooms');
  #form = document.querySelector('#join');
  #field = document.querySelector('#join-room');
  #error = document.querySelector('#join-error');
  #menuUnread = document.querySelector('#menu-unread');

  constructor({ store, session, i18n, attended }) {
    super();
    Object.assign(this, { store, session, i18n, attended });
    this.#form.addEventListener('submit', (event) => this.#submitted(event));
    this.#field.addEventListener('input', () => this.#say(''));
    this.#list.addEventListener('click', (event) => this.#clicked(event));
    for (const type of ['rooms', 'read', 'live', 'changed']) store.addEventListener(type, () => this.update());
    i18n.addEventListener('changed', () => this.update());
  }

  /** What is unread in the room, as far as the reader should be told: nothing of what is being looked at. */
  unread(room) {
    return room.name === this.session.current && this.attended() ? 0 : room.unread;
  }

  get unreadInAll() {
    return this.store.rooms.reduce((sum, room) => sum + this.unread(room), 0);
  }

  update() {
    const items = new Map([...this.#list.children].map((li) => [li.dataset.name, li]));
    const names = new Set(this.store.rooms.map((room) => room.name));
    for (const [name, li] of items) if (!names.has(name)) li.remove();
    for (const room of this.store.rooms) {
      const li = items.get(room.name) ?? this.#create(room.name);
      this.#updateItem(li, room);
    }
    const elsewhere = this.store.rooms.some((room) => room.name !== this.session.current && this.unread(room) > 0);
    this.#menuUnread.hidden = !elsewhere;
  }

  /** The room `step` places further, among those with something unread if asked. */
  neighbour(step, unreadOnly) {
    const rooms = this.store.rooms;
    const at = rooms.findIndex((room) => room.name === this.session.current);
    for (let i = 1; i < rooms.length; i++) {
      const room = rooms[(at + step * i + rooms.length * i) % rooms.length];
      if (!unreadOnly || this.unread(room) > 0) return room.name;
    }
    return undefined;
  }

  focusSearch() {
    if (!this.#side.checkVisibility()) this.#side.showPopover();
    this.#field.focus();
  }

  close() {
    if (this.#side.matches(':popover-open')) this.#side.hidePopover();
  }

  #create(name) {
    const li = document.createElement('li');
    li.dataset.name = name;
    const link = document.createElement('a');
    link.href = hashOf(name);
    link.dataset.room = name;
    const label = document.createElement('bdi');
    label.textContent = name;
    const badge = document.createElement('span');
    badge.className = 'badge';
    badge.setAttribute('aria-hidden', 'true');
    link.append(label, badge);
    const leave = document.createElement('button');
    leave.className = 'icon leave';
    leave.textContent = '✕';
    li.append(link, leave);
    this.#list.append(li);
    return li;
  }

  #updateItem(li, room) {
    const link = li.querySelector('a');
    const unread = this.unread(room);
    link.dataset.unread = unread;
    link.setAttribute('aria-label', unread > 0 ? this.i18n.t('unread', { room: room.name, n: unread }) : room.name);
    if (room.name === this.session.current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
    const badge = link.querySelector('.badge');
    badge.textContent = unread > 0 ? (unread > 999 ? '999+' : unread) : '';
    li.querySelector('.leave').setAttribute('aria-label', this.i18n.t('rooms.leave', { room: room.name }));
  }

  #clicked({ target }) {
    const link = target.closest('a');
    if (link) this.close();
    if (target.matches('.leave')) {
      this.dispatchEvent(new CustomEvent('leave', { detail: target.closest('li').dataset.name }));
    }
  }

  #submitted(event) {
    event.preventDefault();
    const name = roomName(this.#field.value);
    if (name === null) {
      this.#say(this.i18n.t('room.bad', { n: 64 }));
      return;
    }
    this.#field.value = '';
    this.#say('');
    this.close();
    location.hash = hashOf(name);
  }

  #say(error) {
    this.#error.textContent = error;
    this.#field.setAttribute('aria-invalid', String(error !== ''));
  }
}
