// Who is present in the room, and who is typing there.

import { openDialog } from './dialog.js';
import { hueOf, initialOf, marksOf, personKey } from './protocol.js';

/** A typing notification expires after so long. */
const TYPING_FOR_MS = 6000;

export class Presence {
  #count = document.querySelector('#members-count');
  #line = document.querySelector('#typing');
  #alone = document.querySelector('#empty-alone');
  #room = null;
  /** Who is typing and the timer that expires it, {person, timer}, by room and person. */
  #typists = new Map();

  constructor({ store, session, i18n }) {
    Object.assign(this, { store, session, i18n });
    session.addEventListener('entered', ({ detail }) => this.show(detail));
    session.addEventListener('typing', ({ detail }) => this.#typing(detail.room, detail, detail.on));
    session.addEventListener('connection', ({ detail }) => detail.state === 'online' || this.#forgetTypists());
    store.addEventListener('live', ({ detail: { room, message } }) => this.#typing(room, message, false));
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

  #typing(room, person, on) {
    const there = this.#typists.get(room) ?? new Map();
    this.#typists.set(room, there);
    const key = personKey(person);
    clearTimeout(there.get(key)?.timer);
    there.delete(key);
    if (on) there.set(key, { person, timer: setTimeout(() => this.#typing(room, person, false), TYPING_FOR_MS) });
    if (room === this.#room) this.#showTypists();
  }

  /** Without a connection no notification comes that somebody stopped. */
  #forgetTypists() {
    for (const there of this.#typists.values()) for (const { timer } of there.values()) clearTimeout(timer);
    this.#typists.clear();
    this.#showTypists();
  }

  #showTypists() {
    const typists = [...(this.#typists.get(this.#room)?.values() ?? [])].map(({ person }) => person);
    const key = ['', 'typing.one', 'typing.two'][typists.length] ?? 'typing.many';
    const markOf = typists.length > 0 ? this.#marks() : null;
    // Bidi isolation: a name written from right to left does not turn the sentence.
    const [a, b] = typists.map((person) => `\u2068${`${person.user} ${markOf(person)}`.trim()}\u2069`);
    this.#line.textContent = key && this.i18n.t(key, { a, b });
  }

  #open() {
    const { name, members, count } = this.#room;
    const body = openDialog({ id: 'members', title: this.i18n.t('members.title', { room: name }), i18n: this.i18n });
    const list = document.createElement('ul');
    list.role = 'list';
    const markOf = this.#marks();
    const sorted = [...members.values()].sort((a, b) => a.user.localeCompare(b.user, this.i18n.language));
    for (const each of sorted) list.append(this.#item(each, markOf(each)));
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

  /** Tells those apart who have one name, also that of the reader. */
  #marks() {
    const { user, by } = this.session;
    return marksOf([{ user, by }, ...this.#room.members.values()]);
  }

  #isMe({ user, by }) {
    return by || this.session.by ? by === this.session.by : user === this.session.user;
  }

  #item(person, mark) {
    const { user: name, by } = person;
    const li = document.createElement('li');
    const disc = document.createElement('span');
    disc.className = `disc ${hueOf(person)}`;
    disc.textContent = initialOf(name);
    disc.setAttribute('aria-hidden', 'true');
    const label = document.createElement('bdi');
    const isMe = this.#isMe(person);
    label.textContent = isMe ? this.i18n.t('members.you', { name }) : name;
    li.append(disc, label);
    if (!mark || isMe) return li;
    const title = this.i18n.t('namesake', { name: `\u2068${name}\u2069`, by });
    label.append(Object.assign(document.createElement('small'), { className: 'tag', textContent: ` ${mark}`, title }));
    return li;
  }
}
