// The list of rooms at the side, with what is unread in each, and the search for others.

import { hashOf, roomName } from './protocol.js';

/** The occupied rooms, fullest first: [{name, members}]; none when the instance cannot tell. */
export async function occupiedRooms() {
  const answer = await fetch('api/rooms').catch(() => null);
  return answer?.ok ? (await answer.json()).rooms : [];
}

/** Event: `leave` (detail: the room's name). A room is entered by following its link. */
export class RoomList extends EventTarget {
  #side = document.querySelector('#side');
  #list = document.querySelector('#rooms');
  #form = document.querySelector('#join');
  #field = document.querySelector('#join-room');
  #error = document.querySelector('#join-error');
  #menuUnread = document.querySelector('#menu-unread');
  #others = document.querySelector('#others');
  #othersNote = document.querySelector('#others-note');
  #occupied = [];

  constructor({ store, session, i18n, attended }) {
    super();
    Object.assign(this, { store, session, i18n, attended });
    this.#form.addEventListener('submit', (event) => this.#submitted(event));
    this.#field.addEventListener('input', () => {
      this.#setError('');
      this.update();
    });
    this.#field.addEventListener('focus', () => this.refresh());
    this.#side.addEventListener('click', (event) => this.#clicked(event));
    // As a popover over the page it traps the focus.
    const main = document.querySelector('main');
    this.#side.addEventListener('toggle', ({ newState }) => {
      main.inert = newState === 'open';
      if (newState === 'open') this.refresh();
    });
    // Before the popover closes, so that the focus can return to the button that opened it.
    this.#side.addEventListener('beforetoggle', ({ newState }) => newState === 'closed' && (main.inert = false));
    session.addEventListener('entered', ({ detail }) => this.show(detail));
    for (const type of ['rooms', 'read', 'live', 'changed', 'presence']) store.addEventListener(type, () => this.update());
    i18n.addEventListener('changed', () => this.update());
  }

  show() {
    this.refresh();
    this.update();
  }

  /** Fetches the occupied rooms: when somebody looks for one, never by a timer. */
  async refresh() {
    this.#occupied = await occupiedRooms();
    this.update();
  }

  showError(words) {
    this.focusSearch();
    this.#setError(words);
  }

  /** Unread messages to be shown for the room: none while it is attended. */
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
    this.#updateOthers(names);
    const elsewhere = this.store.rooms.some((room) => room.name !== this.session.current && this.unread(room) > 0);
    this.#menuUnread.hidden = !elsewhere;
  }

  #updateOthers(mine) {
    const typed = this.#field.value.trim();
    const room = roomName(typed);
    const wanted = (room ?? typed.replace(/^#/, '')).normalize('NFC').toLocaleLowerCase();
    for (const li of this.#list.children) li.hidden = !li.dataset.name.toLocaleLowerCase().includes(wanted);
    const others = this.#occupied.filter(({ name }) => !mine.has(name) && name.toLocaleLowerCase().includes(wanted));
    const items = new Map([...this.#others.children].map((li) => [li.dataset.name, li]));
    this.#others.replaceChildren(...others.map(({ name, members }) => {
      const li = items.get(name) ?? this.#createItem(name);
      li.querySelector('.people').textContent = members;
      return li;
    }));
    const found = others.length > 0 || [...this.#list.children].some((li) => !li.hidden);
    const key = room !== null && !found ? 'rooms.nobody' : wanted === '' && mine.size === 0 && !found ? 'rooms.none' : '';
    this.#othersNote.textContent = key && this.i18n.t(key);
    document.querySelector('#others-title').hidden = others.length === 0;
  }

  /** The room `step` places further in the list, or the next one with unread messages. */
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
    const li = this.#createItem(name);
    const leave = document.createElement('button');
    leave.className = 'icon leave';
    leave.textContent = '✕';
    li.append(leave);
    this.#list.append(li);
    return li;
  }

  #createItem(name) {
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
    const people = document.createElement('span');
    people.className = 'people';
    link.append(label, people, badge);
    li.append(link);
    return li;
  }

  #updateItem(li, room) {
    const link = li.querySelector('a');
    const unread = this.unread(room);
    link.dataset.unread = unread;
    link.setAttribute('aria-label', unread > 0 ? this.i18n.t('unread', { room: room.name, n: unread }) : room.name);
    if (room.name === this.session.current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
    link.querySelector('.people').textContent = room.count ?? '';
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
      this.#setError(this.i18n.t('room.bad', { n: 64 }));
      return;
    }
    this.#field.value = '';
    this.#setError('');
    this.update();
    this.close();
    location.hash = hashOf(name);
  }

  #setError(error) {
    this.#error.textContent = error;
    this.#field.setAttribute('aria-invalid', String(error !== ''));
  }
}
