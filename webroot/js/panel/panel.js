// Behind the scenes: what is measured while the panel is open, and shown at every beat. Comes with the first opening.

import { instanceLabel } from '../protocol.js';
import { Advice } from './advice.js';
import { Checklist } from './checklist.js';
import { make, write } from './dom.js';
import { Journeys } from './journeys.js';
import { ClusterMap } from './map.js';
import { Table } from './table.js';
import { Tasks } from './tasks.js';
import { Waterfall } from './waterfall.js';
import { words } from './words.js';

const BEAT_MS = 2_000;
/** On opening, so many pings follow each other: a median wants some. */
const FIRST_PINGS = 5;
/** Far enough apart that the page's own work, just after opening, is not measured with them. */
const FIRST_EVERY_MS = 200;

/** Event: `close`, when the person wants it closed. */
export class Panel extends EventTarget {
  root = make('div', 'scale');
  #title = make('h2');
  #close = make('button', 'icon', '✕');
  #you = make('p', 'you');
  #journeys = new Journeys();
  #tasks = new Tasks();
  #pings = 0;
  #served = null;
  #was = null;
  #beat = null;
  #showing = false;

  constructor({ net, session, store, cluster, i18n }) {
    super();
    Object.assign(this, { net, session, store, cluster, i18n });
    i18n.learn(words);
    const who = () => ({ instance: this.#self, room: session.current, user: session.user });
    Object.assign(this, { map: new ClusterMap(i18n), waterfall: new Waterfall(i18n), table: new Table(i18n, who), checklist: new Checklist(), advice: new Advice() });
    this.#title.id = 'scale-title';
    this.#title.tabIndex = -1;
    this.#close.addEventListener('click', () => this.dispatchEvent(new Event('close')));
    const parts = [this.map, this.waterfall, this.table, this.checklist, this.advice].map(({ root }) => root);
    this.root.append(make('div', 'top', this.#title, this.#close), make('div', 'scroll', this.#you, ...parts));
    this.root.querySelector('.scroll').tabIndex = 0;
    this.#listen();
  }

  #listen() {
    const on = (target, type, act) => target.addEventListener(type, ({ detail }) => act(detail));
    on(this.net, 'sent', (frame) => this.#journeys.sent(frame, document.hidden));
    on(this.net, 'frame', (frame) => this.#heard(frame));
    on(this.net, 'down', () => this.#journeys.down());
    on(this.net, 'welcome', ({ instance }) => this.#welcomed(instance));
    on(this.store, 'live', ({ message }) => this.#live(message));
    on(this.cluster, 'changed', () => this.#clusterChanged());
    on(this.i18n, 'changed', () => this.update());
    on(this.session, 'connection', () => this.update());
    on(document, 'visibilitychange', () => this.#seen());
    if (this.net.isOpen) this.#welcomed(this.#self);
  }

  /** Asks and shows, until `stop`. */
  start() {
    this.#showing = true;
    if (this.net.isOpen) this.#askForTraces();
    this.#seen();
  }

  /** Asks for nothing any more, and only goes on to see what passes: who reads this on a phone writes with the panel closed. */
  stop() {
    this.#showing = false;
    if (this.#journeys.traces) this.net.send({ type: 'trace', on: false });
    this.#journeys.traces = false;
    this.#seen();
  }

  focus() {
    this.#title.focus({ preventScroll: true });
  }

  update() {
    if (!this.#showing) return;
    const now = performance.now();
    const self = this.#self;
    const i = instanceLabel(self);
    write(this.#title, this.i18n.t('scale.title'));
    this.#close.setAttribute('aria-label', this.i18n.t('close'));
    const moved = this.#was !== null ? ` ${this.i18n.t('scale.was', { i: instanceLabel(this.#was) })}` : '';
    write(this.#you, `${this.i18n.t('scale.you', { i })}.${moved}`);
    this.map.update(self, this.cluster.answer?.instances ?? [{ id: self }]);
    this.waterfall.update(this.#journeys, self, now);
    this.table.update(this.cluster, now);
    this.checklist.update(this.#tasks.done, i, this.i18n);
    this.advice.update(this.i18n);
  }

  get #self() {
    return this.session.connection.instance;
  }

  #seen() {
    clearInterval(this.#beat);
    this.#beat = null;
    if (document.hidden) this.#journeys.hid();
    if (document.hidden || !this.#showing) return;
    this.#pings = 0;
    this.#ping();
    this.#beat = setInterval(() => {
      this.#ping();
      this.#journeys.settle();
      this.update();
    }, BEAT_MS);
    this.update();
  }

  #ping() {
    this.net.send({ type: 'ping', id: `scale-${this.#pings++}` });
  }

  #welcomed(instance) {
    this.#tasks.welcome(instance);
    if (this.#served !== instance) this.#was = this.#served;
    this.#served = instance;
    if (this.#showing) this.#askForTraces();
  }

  #askForTraces() {
    this.#journeys.traces = true;
    this.net.send({ type: 'trace', on: true });
    this.#pings = 0;
    this.#ping();
  }

  #heard(frame) {
    this.#journeys.heard(frame);
    if (frame.type === 'pong' && this.#pings < FIRST_PINGS && this.#beat !== null) setTimeout(() => this.#beat !== null && this.#ping(), FIRST_EVERY_MS);
    if (this.#showing && ['ack', 'message', 'trace'].includes(frame.type)) this.waterfall.update(this.#journeys, this.#self, performance.now());
  }

  #live(message) {
    this.#tasks.message(message, this.#self);
    if (!this.#showing || document.hidden) return;
    this.checklist.update(this.#tasks.done, instanceLabel(this.#self), this.i18n);
    if (!message.from) return;
    this.map.crossed(message.from);
    this.table.crossed(message.from);
  }

  #clusterChanged() {
    if (this.cluster.state === 'fresh') this.#tasks.cluster(this.cluster.answer);
    this.update();
  }
}
