// The list of messages: the elements of the current room's lines, and the reader's place among them, which nothing but the reader moves.

import { lines } from './lines.js';
import { createMessage, updateMessage } from './message.js';

const AT_BOTTOM_PX = 48;
/** More than a screenful, few enough to lay out at once. */
const MOST_MESSAGES = 300;
const UPDATE_EVERY_MS = 16;

/** Events: `older` (the older page is wanted), `action` ({action, id} on a message), `place` (following began or ended). */
export class Log extends EventTarget {
  following = true;
  #scroller = document.querySelector('#log');
  #list = document.querySelector('#log ol');
  #empty = document.querySelector('#empty');
  #jump = document.querySelector('#jump');
  #elements = new Map();
  #room = null;
  #newFrom = null;
  #fresh = 0;
  #lastTop = 0;
  #timer = null;
  #places = new Map();

  constructor({ store, outbox, session, i18n }) {
    super();
    Object.assign(this, { store, outbox, session, i18n });
    const mine = ({ detail }) => detail.room === this.#room && this.updateSoon();
    store.addEventListener('changed', mine);
    store.addEventListener('live', ({ detail }) => detail.room === this.#room && this.#said(detail.message));
    outbox.addEventListener('changed', ({ detail }) => detail.room === this.#room?.name && this.update());
    i18n.addEventListener('changed', () => this.update());
    this.#scroller.addEventListener('scroll', () => this.#scrolled());
    this.#scroller.addEventListener('wheel', (event) => event.deltaY < 0 && this.#release(), { passive: true });
    this.#list.addEventListener('click', (event) => this.#clicked(event));
    this.#jump.addEventListener('click', () => this.toBottom());
    const resized = new ResizeObserver(() => this.#stick());
    resized.observe(this.#scroller);
    resized.observe(this.#list);
  }

  show(room) {
    if (this.#room) this.#places.set(this.#room.name, this.following ? null : this.#scroller.scrollTop);
    this.#room = room;
    this.#elements.clear();
    this.#list.replaceChildren();
    this.#fresh = 0;
    this.#newFrom = room.unread > 0 ? { epoch: room.epoch, seq: room.read.seq + 1 } : null;
    this.following = (this.#places.get(room.name) ?? null) === null;
    this.update();
    if (!this.following) this.#scroller.scrollTop = this.#places.get(room.name);
  }

  /** Whether somebody is looking at the newest message. */
  get attended() {
    return this.following && !document.hidden;
  }

  toBottom() {
    this.#setFollowing(true);
    this.#stick();
  }

  dropDivider() {
    this.#newFrom = null;
    this.update();
  }

  scrollPage(direction) {
    this.#scroller.scrollBy(0, direction * this.#scroller.clientHeight * 0.9);
  }

  /** Many messages may come in one breath: they are laid out together. */
  updateSoon() {
    this.#timer ??= setTimeout(() => this.update(), document.hidden ? 0 : UPDATE_EVERY_MS);
  }

  update() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const room = this.#room;
    if (!room) return;
    if (this.following) this.store.trim(room, MOST_MESSAGES);
    const all = lines(room, this.outbox.of(room.name), this.#newFrom, (id) => this.outbox.isOwn(id));
    const anchor = this.following ? null : this.#anchor();
    this.#reconcile(all);
    this.#scroller.dataset.room = room.name;
    this.#scroller.setAttribute('aria-busy', String(!room.loaded));
    this.#empty.hidden = !room.loaded || all.length > 0;
    this.#empty.textContent = this.i18n.t('empty.room');
    this.#scroller.setAttribute('aria-label', this.i18n.t('log.label', { room: room.name }));
    if (anchor) this.#scroller.scrollBy(0, anchor.element.getBoundingClientRect().top - anchor.top);
    this.#stick();
    this.#showJump();
  }

  #reconcile(all) {
    const context = { i18n: this.i18n, instance: this.session.connection.instance, limits: this.session.limits };
    const wanted = new Map(all.map((line) => [line.key, line]));
    for (const [key, element] of this.#elements) {
      if (wanted.has(key)) continue;
      element.remove();
      this.#elements.delete(key);
    }
    let next = this.#list.firstChild;
    for (const [key, line] of wanted) {
      const element = this.#elements.get(key) ?? this.#create(line);
      this.#elements.set(key, element);
      if (line.kind === 'message') updateMessage(element, line, context);
      else this.#updateSeparator(element, line);
      if (element === next) next = next.nextSibling;
      else this.#list.insertBefore(element, next);
    }
  }

  #create(line) {
    if (line.kind === 'message') return createMessage(line, this.session.user);
    const li = document.createElement('li');
    li.className = line.kind;
    if (line.kind === 'new') li.id = 'divider';
    const inner = document.createElement(line.kind === 'older' ? 'button' : 'span');
    if (line.kind === 'older') inner.id = 'older';
    li.append(inner);
    return li;
  }

  #updateSeparator(element, line) {
    const keys = { older: 'older', start: 'older.none', gap: 'gap', new: 'new.divider' };
    const loading = line.kind === 'older' && this.session.isLoadingOlder(this.#room);
    element.firstChild.textContent = line.kind === 'day' ? this.i18n.day(line.at) : this.i18n.t(loading ? 'loading' : keys[line.kind]);
    if (line.kind === 'older') element.firstChild.setAttribute('aria-disabled', String(loading));
  }

  /** A message was just said in this room. */
  #said(message) {
    if (this.outbox.isOwn(message.id)) return;
    if (!this.following) this.#fresh++;
    const unseen = document.hidden || !document.hasFocus() || !this.following;
    // Once set, it moves only behind the reader's back, and only when all before it was read.
    const read = this.#newFrom && document.hidden && this.#newFrom.seq <= (this.#room.read?.seq ?? 0);
    if (unseen && (!this.#newFrom || read)) this.#newFrom = { epoch: this.#room.epoch, seq: message.seq };
  }

  /** The first message in sight, and where it stands. */
  #anchor() {
    const top = this.#scroller.getBoundingClientRect().top;
    for (const element of this.#list.querySelectorAll('li.message')) {
      const box = element.getBoundingClientRect();
      if (box.bottom > top) return { element, top: box.top };
    }
    return null;
  }

  #stick() {
    if (this.following) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const left = scrollHeight - clientHeight - scrollTop;
    if (left > AT_BOTTOM_PX) this.#setFollowing(false);
    else if (scrollTop >= this.#lastTop) this.#setFollowing(true);
    this.#lastTop = scrollTop;
  }

  #release() {
    if (this.#scroller.scrollHeight > this.#scroller.clientHeight && this.#scroller.scrollTop > 0) this.#setFollowing(false);
  }

  #setFollowing(following) {
    if (following === this.following) return;
    this.following = following;
    if (following) this.#fresh = 0;
    this.#showJump();
    this.dispatchEvent(new Event('place'));
  }

  #showJump() {
    this.#jump.hidden = this.following;
    this.#jump.dataset.count = this.#fresh;
    const words = this.#fresh > 0 ? this.i18n.t('new.pill', { n: this.#fresh }) : '';
    this.#jump.textContent = `↓ ${words}`.trim();
    this.#jump.setAttribute('aria-label', words || this.i18n.t('jump'));
  }

  #clicked({ target }) {
    if (target.id === 'older') {
      this.#setFollowing(false);
      this.dispatchEvent(new Event('older'));
      this.update();
    } else if (target.dataset.action) {
      const id = target.closest('li').dataset.id;
      this.dispatchEvent(new CustomEvent('action', { detail: { action: target.dataset.action, id } }));
    }
  }
}
