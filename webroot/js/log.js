// The virtual list of messages: elements for a window around the scroll position, which only the reader moves.

import { createMessage, createSeparator, lines, updateMessage, updateSeparator } from './message.js';

const AT_BOTTOM_PX = 48;
/** The window: several screens, few enough messages to lay out at once. */
const MOST_SHOWN = 300;
/** Messages of a room kept while the newest are in view; older ones can be requested again. */
const MOST_HELD = 1000;
/** So many screens before its edge the window is moved. */
const SCREENS_AHEAD = 1.5;
const UPDATE_EVERY_MS = 16;

/** Events: `older` (the older page is wanted), `place` (following began or ended). */
export class Log extends EventTarget {
  /** Whether the scroll position sticks to the newest message. */
  following = true;
  isMuted = () => false;
  #scroller = document.querySelector('#log');
  #list = document.querySelector('#log ol');
  #empty = document.querySelector('#empty');
  #jump = document.querySelector('#jump');
  /** The rendered lines by key, from top to bottom: {element, line}. */
  #shown = new Map();
  #room = null;
  /** The first message of the window, or null when it ends with the newest. */
  #top = null;
  #newFrom = null;
  #newBelow = 0;
  #lastTop = 0;
  #mayRequestOlder = false;
  #timer = null;
  #places = new Map();

  constructor({ store, outbox, session, i18n }) {
    super();
    Object.assign(this, { store, outbox, session, i18n });
    for (const type of ['changed', 'presence']) store.addEventListener(type, ({ detail }) => detail.room === this.#room && this.updateSoon());
    store.addEventListener('live', ({ detail }) => detail.room === this.#room && this.#live(detail.message, !this.following || !document.hasFocus()));
    store.addEventListener('missed', ({ detail }) => detail.room === this.#room && detail.message.forEach((each) => this.#live(each, true)));
    session.addEventListener('entered', ({ detail }) => this.#show(detail));
    session.addEventListener('connection', () => this.updateSoon());
    outbox.addEventListener('changed', ({ detail }) => detail.room === this.#room?.name && this.update());
    i18n.addEventListener('changed', () => this.update(true));
    this.#scroller.addEventListener('scroll', () => this.#scrolled());
    this.#scroller.addEventListener('wheel', (event) => event.deltaY < 0 && this.#unstick(), { passive: true });
    this.#list.addEventListener('click', ({ target }) => target.id === 'older' && this.#requestOlder());
    this.#jump.addEventListener('click', () => this.toBottom());
    // A hidden tab renders nothing.
    document.addEventListener('visibilitychange', () => document.hidden || this.update());
    const resized = new ResizeObserver(() => this.#stick());
    resized.observe(this.#scroller);
    resized.observe(this.#list);
  }

  /** Whether the newest message is in view of a visible tab. */
  get attended() {
    return this.following && !document.hidden;
  }

  toBottom() {
    this.#top = null;
    this.#setFollowing(true);
    this.update();
  }

  dropDivider() {
    this.#newFrom = null;
    this.update();
  }

  scrollPage(direction) {
    if (direction < 0) this.#unstick();
    this.#scroller.scrollBy(0, direction * this.#scroller.clientHeight * 0.9);
  }

  /** Batches updates: many messages may come at once. */
  updateSoon() {
    if (!document.hidden) this.#timer ??= setTimeout(() => this.update(), UPDATE_EVERY_MS);
  }

  /** @param anew also lines that did not change: in another language */
  update(anew = false) {
    clearTimeout(this.#timer);
    this.#timer = null;
    const room = this.#room;
    if (!room) return;
    if (this.following) this.store.trim(room, MOST_HELD);
    const anchor = this.following ? null : this.#anchor();
    const view = this.#view(room);
    const unsent = view.toEnd ? this.outbox.of(room.name) : [];
    const all = lines(view, unsent, this.#newFrom, this.session, (id) => this.outbox.isOwn(id), room.members);
    this.#reconcile(all, anew);
    this.#scroller.dataset.room = room.name;
    this.#scroller.setAttribute('aria-busy', String(!room.loaded));
    this.#scroller.setAttribute('aria-label', this.i18n.t('log.label', { room: room.name }));
    this.#empty.hidden = !room.loaded || all.length > 0;
    if (anchor) this.#restoreAnchor(anchor);
    this.#stick();
    this.#showJump();
  }

  #show(room) {
    if (this.#room) this.#places.set(this.#room.name, this.following ? null : { top: this.#top, anchor: this.#anchor() });
    const place = this.#places.get(room.name);
    this.#room = room;
    this.#shown.clear();
    this.#list.replaceChildren();
    this.#newBelow = 0;
    this.#mayRequestOlder = false;
    this.#newFrom = room.unread > 0 ? { epoch: room.epoch, seq: room.read.seq + 1 } : null;
    this.#top = place?.top ?? null;
    this.following = !place;
    this.update();
    if (place?.anchor) this.#restoreAnchor(place.anchor);
  }

  /** The part of the room in the window. */
  #view(room) {
    const count = room.segments.reduce((sum, segment) => sum + segment.messages.length, 0);
    const at = this.#top === null || this.following ? -1 : this.#messages().indexOf(this.#top);
    const from = at < 0 ? Math.max(0, count - MOST_SHOWN) : at;
    const to = Math.min(count, from + MOST_SHOWN);
    const segments = [];
    let begin = 0;
    for (const { epoch, from: oldest, messages } of room.segments) {
      const [first, last, cut] = [Math.max(0, from - begin), to - begin, from > begin];
      const visible = { epoch, from: cut ? messages[first - 1]?.seq + 1 : oldest, messages: messages.slice(first, last), cut };
      if (last > 0 && first < messages.length || messages.length === 0) segments.push(visible);
      begin += messages.length;
    }
    this.#top = this.#messages()[from] ?? null;
    return { segments, more: room.more, fromStart: from === 0, toEnd: to === count };
  }

  #messages() {
    return this.#room.segments.flatMap((segment) => segment.messages);
  }

  #reconcile(all, anew) {
    const context = { i18n: this.i18n, isMuted: this.isMuted, me: this.session.user, instance: this.session.connection.instance, limits: this.session.limits, loadingOlder: this.session.isLoadingOlder(this.#room) };
    const before = this.#shown;
    this.#shown = new Map(all.map((line) => [line.key, { line }]));
    for (const [key, { element }] of before) if (!this.#shown.has(key)) element.remove();
    let next = this.#list.firstChild;
    for (const [key, shown] of this.#shown) {
      const { line } = shown;
      const known = before.get(key);
      const isMessage = line.kind === 'message';
      const element = known?.element ?? (isMessage ? createMessage(line) : createSeparator(line));
      if (!isMessage) updateSeparator(element, line, context);
      else if (anew || !known || !same(known.line, line)) updateMessage(element, line, context);
      shown.element = element;
      if (element === next) next = next.nextSibling;
      else this.#list.insertBefore(element, next);
    }
  }

  /** A message was received in this room; `unseen` when nobody was looking. */
  #live(message, unseen) {
    if (this.session.isOwn(message)) return;
    if (!this.following) this.#newBelow++;
    // Once set, the mark of what is new moves only in a hidden tab, and only when all before it was read.
    const read = this.#newFrom && document.hidden && this.#newFrom.seq <= (this.#room.read?.seq ?? 0);
    if ((unseen || document.hidden) && (!this.#newFrom || read)) this.#newFrom = { epoch: this.#room.epoch, seq: message.seq };
  }

  /** Scroll anchoring: the first message in view, and its position. */
  #anchor() {
    const top = this.#scroller.getBoundingClientRect().top;
    for (const [key, { element, line }] of this.#shown) {
      if (line.kind !== 'message') continue;
      const box = element.getBoundingClientRect();
      if (box.bottom > top) return { key, message: line.message, top: box.top };
    }
    return null;
  }

  #restoreAnchor({ key, top }) {
    const element = this.#shown.get(key)?.element;
    if (element) this.#scroller.scrollBy({ top: element.getBoundingClientRect().top - top, behavior: 'instant' });
    this.#lastTop = this.#scroller.scrollTop;
    if (this.#lastTop > AT_BOTTOM_PX) this.#mayRequestOlder = true;
  }

  #stick() {
    if (this.following) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #scrolled() {
    if (!this.#room) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const below = scrollHeight - clientHeight - scrollTop;
    const upwards = scrollTop < this.#lastTop;
    const view = this.#view(this.#room);
    if (below > AT_BOTTOM_PX) this.#setFollowing(false);
    else if (!upwards && view.toEnd) this.#setFollowing(true);
    this.#lastTop = scrollTop;
    // Older messages are requested by scrolling only after having scrolled down.
    if (scrollTop > AT_BOTTOM_PX) this.#mayRequestOlder = true;
    if (this.following) return;
    const ahead = clientHeight * SCREENS_AHEAD;
    if ((scrollTop < ahead && !view.fromStart) || (below < ahead && !view.toEnd)) this.#centre();
    else if (upwards && scrollTop < ahead && this.#mayRequestOlder && this.#room.more) this.#requestOlder();
  }

  /** Moves the window, so that as many messages are above the anchor as below. */
  #centre() {
    const all = this.#messages();
    const at = all.indexOf(this.#anchor()?.message);
    if (at < 0) return;
    this.#top = all[Math.max(0, Math.min(at - MOST_SHOWN / 2, all.length - MOST_SHOWN))];
    this.update();
  }

  #requestOlder() {
    this.#mayRequestOlder = false;
    this.#setFollowing(false);
    this.dispatchEvent(new Event('older'));
    this.update();
  }

  /** An older page was inserted above; the scroll position stays. */
  olderLoaded() {
    if (!this.following) this.#centre();
    this.update();
  }

  #unstick() {
    if (this.#scroller.scrollHeight > this.#scroller.clientHeight && this.#scroller.scrollTop > 0) this.#setFollowing(false);
  }

  #setFollowing(following) {
    if (following === this.following) return;
    this.following = following;
    if (following) this.#newBelow = 0;
    this.#showJump();
    this.dispatchEvent(new Event('place'));
  }

  #showJump() {
    this.#jump.hidden = this.following;
    this.#jump.dataset.count = this.#newBelow;
    const words = this.#newBelow > 0 ? this.i18n.t('new.pill', { n: this.#newBelow }) : '';
    this.#jump.textContent = `↓ ${words}`.trim();
    this.#jump.setAttribute('aria-label', words || this.i18n.t('jump'));
  }
}

const same = (a, b) => ['message', 'state', 'own', 'by', 'mark', 'grouped', 'code', 'edited', 'deleted'].every((part) => a[part] === b[part]);
