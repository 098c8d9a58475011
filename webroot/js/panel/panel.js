// The panel behind the scenes: measures while it is open and redraws by a timer. Loaded on first opening.

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

const REFRESH_MS = 2_000;
/** Pings on opening, for a first median. */
const FIRST_PINGS = 5;
/** So far apart that the work of opening is not measured with them. */
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
  #instance = null;
  #previous = null;
  #refresh = null;
  #running = false;

  constructor({ net, session, store, cluster, i18n }) {
    super();
    Object.assign(this, { net, session, store, cluster, i18n });
    i18n.add(words);
    const tab = () => ({ instance: this.#self, room: session.current, user: session.user });
    Object.assign(this, { map: new ClusterMap(i18n), waterfall: new Waterfall(i18n), table: new Table(i18n, tab), checklist: new Checklist(), advice: new Advice() });
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
    on(this.net, 'frame', (frame) => this.#received(frame));
    on(this.net, 'down', () => this.#journeys.disconnected());
    on(this.net, 'welcome', ({ instance }) => this.#welcomed(instance));
    on(this.store, 'live', ({ message }) => this.#live(message));
    on(this.cluster, 'changed', () => this.#clusterChanged());
    on(this.i18n, 'changed', () => this.update());
    on(this.session, 'connection', () => this.update());
    on(document, 'visibilitychange', () => this.#restartTimer());
    if (this.net.isOpen) this.#welcomed(this.#self);
  }

  /** Pings, traces and redraws until `stop`. */
  start() {
    this.#running = true;
    if (this.net.isOpen) this.#startTracing();
    this.#restartTimer();
  }

  /** Sends nothing any more; goes on measuring what passes, as on a phone one writes with the panel closed. */
  stop() {
    this.#running = false;
    if (this.#journeys.tracing) this.net.send({ type: 'trace', on: false });
    this.#journeys.tracing = false;
    this.#restartTimer();
  }

  focus() {
    this.#title.focus({ preventScroll: true });
  }

  update() {
    if (!this.#running) return;
    const now = performance.now();
    const self = this.#self;
    const i = instanceLabel(self);
    write(this.#title, this.i18n.t('scale.title'));
    this.#close.setAttribute('aria-label', this.i18n.t('close'));
    const moved = this.#previous !== null ? ` ${this.i18n.t('scale.was', { i: instanceLabel(this.#previous) })}` : '';
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

  #restartTimer() {
    clearInterval(this.#refresh);
    this.#refresh = null;
    if (document.hidden) this.#journeys.hidden();
    if (document.hidden || !this.#running) return;
    this.#pings = 0;
    this.#ping();
    this.#refresh = setInterval(() => {
      this.#ping();
      this.#journeys.expire();
      this.update();
    }, REFRESH_MS);
    this.update();
  }

  #ping() {
    this.net.send({ type: 'ping', id: `scale-${this.#pings++}` });
  }

  #welcomed(instance) {
    this.#tasks.welcome(instance);
    if (this.#instance !== instance) this.#previous = this.#instance;
    this.#instance = instance;
    if (this.#running) this.#startTracing();
  }

  #startTracing() {
    this.#journeys.tracing = true;
    this.net.send({ type: 'trace', on: true });
    this.#pings = 0;
    this.#ping();
  }

  #received(frame) {
    this.#journeys.received(frame);
    if (frame.type === 'pong' && this.#pings < FIRST_PINGS && this.#refresh !== null) setTimeout(() => this.#refresh !== null && this.#ping(), FIRST_EVERY_MS);
    if (this.#running && ['ack', 'message', 'trace'].includes(frame.type)) this.waterfall.update(this.#journeys, this.#self, performance.now());
  }

  #live(message) {
    this.#tasks.message(message, this.#self);
    if (!this.#running || document.hidden) return;
    this.checklist.update(this.#tasks.done, instanceLabel(this.#self), this.i18n);
    if (!message.from) return;
    this.map.highlight(message.from);
    this.table.highlight(message.from);
  }

  #clusterChanged() {
    if (this.cluster.state === 'fresh') this.#tasks.cluster(this.cluster.answer);
    this.update();
  }
}
