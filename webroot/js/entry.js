// The entry dialog: asks for a name and a room.

import { LIMITS, roomName, userName } from './protocol.js';
import { occupiedRooms } from './rooms.js';

const DEFAULT_ROOM = 'general';

/** Event: `enter`, with {user, room}. */
export class Entry extends EventTarget {
  #dialog = document.querySelector('#entry');
  #form = document.querySelector('#entry form');
  #title = document.querySelector('#entry-title');
  #roomField = document.querySelector('#room-field');
  #fields = { user: document.querySelector('#name'), room: document.querySelector('#room') };
  #errors = { user: document.querySelector('#name-error'), room: document.querySelector('#room-error') };
  #busy = document.querySelector('#busy');
  #cancel = document.querySelector('#entry-cancel');
  #enter = document.querySelector('#entry .primary');
  #tagline = document.querySelector('#entry .tagline');
  /** What is shown beside each field: [key, refusal]. */
  #shown = {};
  #room = null;
  #mayLeave = false;

  constructor({ session, i18n }) {
    super();
    Object.assign(this, { session, i18n });
    this.#form.addEventListener('submit', (event) => this.#submitted(event));
    this.#dialog.addEventListener('cancel', (event) => this.#mayLeave || event.preventDefault());
    for (const which of ['user', 'room']) this.#fields[which].addEventListener('input', () => this.#showError(which, null));
    this.#busy.addEventListener('click', ({ target }) => {
      if (target.dataset.room) this.#fields.room.value = target.dataset.room;
    });
    this.#cancel.addEventListener('click', () => this.close());
    i18n.addEventListener('changed', () => this.#translate());
  }

  /**
   * @param user the name to propose
   * @param room the room to enter, or null to ask for it
   * @param last the room to propose
   * @param mayLeave whether the dialog can be cancelled: there is a page behind it
   * @param wrong what was refused, to be corrected: {user} or {room}, and by which `refusal` {code, message} when an instance did
   */
  open({ user, room, last, mayLeave, wrong = {} }) {
    this.#room = room;
    this.#mayLeave = mayLeave;
    this.#dialog.classList.toggle('over-page', mayLeave);
    this.#cancel.hidden = !mayLeave;
    this.#roomField.hidden = room !== null;
    this.#fields.user.value = user || this.i18n.t('name.proposed', { n: 10 + Math.floor(Math.random() * 90) });
    this.#fields.room.value = wrong.room ?? last ?? DEFAULT_ROOM;
    this.#translate();
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#showError('user', wrong.user === undefined ? null : 'name.bad', wrong.refusal);
    this.#showError('room', wrong.room === undefined ? null : 'room.bad', wrong.refusal);
    const field = this.#fields[wrong.room === undefined ? 'user' : 'room'];
    if (room === null) this.#suggest();
    field.focus();
    field.select();
  }

  close() {
    this.#dialog.close();
  }

  async #suggest() {
    const rooms = (await occupiedRooms()).slice(0, 6);
    this.#busy.replaceChildren(...rooms.map(({ name, members }) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'small';
      button.dataset.room = name;
      button.textContent = `#${name} · ${members}`;
      return button;
    }));
    this.#busy.hidden = rooms.length === 0;
  }

  #translate() {
    const renaming = this.#mayLeave && this.#room !== null && this.#room === this.session.current;
    this.#title.textContent = renaming ? this.i18n.t('name.change') : this.#room === null ? this.i18n.t('title') : `#${this.#room}`;
    this.#enter.textContent = this.i18n.t(renaming ? 'name.save' : 'join');
    this.#tagline.hidden = renaming;
    for (const which of ['user', 'room']) this.#showError(which, ...(this.#shown[which] ?? [null]));
  }

  #submitted(event) {
    event.preventDefault();
    const limits = this.session.limits ?? LIMITS;
    const user = userName(this.#fields.user.value, limits);
    const room = this.#room ?? roomName(this.#fields.room.value, limits);
    this.#showError('user', user === null ? 'name.bad' : null);
    this.#showError('room', room === null ? 'room.bad' : null);
    if (user === null) this.#fields.user.focus();
    else if (room === null) this.#fields.room.focus();
    else this.dispatchEvent(new CustomEvent('enter', { detail: { user, room } }));
  }

  /** @param refusal of the instance {code, message}, if it was one */
  #showError(which, key, refusal) {
    this.#shown[which] = [key, refusal];
    this.#errors[which].textContent = key ? this.#words(which, key, refusal) : '';
    this.#fields[which].setAttribute('aria-invalid', String(key !== null));
  }

  #words(which, key, refusal) {
    const limit = { n: (this.session.limits ?? LIMITS)[which] };
    const words = refusal ? this.i18n.reason(refusal, limit) : this.i18n.t(key, limit);
    // The instance names the character that it does not take.
    const character = /U\+[0-9A-F]{4,6}/.exec(refusal?.message)?.[0];
    return character ? `${words} (${character})` : words;
  }
}
