// The button in the header: shows how many instances there are, opens and closes the panel, and loads it the first time.

import { Cluster } from './cluster.js';
import { hashOf, instanceLabel } from '../protocol.js';
import { addressOf } from './address.js';

const AT_BOTTOM_PX = 48;
const $ = (selector) => document.querySelector(selector);

export class PanelOpener {
  cluster = new Cluster();
  #aside = $('#scale');
  #button = $('#scale-open');
  #narrow = matchMedia('(max-width: 69.99rem)');
  #open = false;
  #panel = null;
  #dialog = null;

  constructor({ net, session, store, i18n, browser }) {
    Object.assign(this, { net, session, store, i18n, storage: browser });
    this.#button.addEventListener('click', () => this.toggle());
    this.#aside.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      this.close();
    });
    this.#narrow.addEventListener('change', () => this.#open && this.#place());
    this.cluster.addEventListener('changed', () => this.#label());
    i18n.addEventListener('changed', () => this.#label());
    document.addEventListener('visibilitychange', () => this.cluster.set({ visible: !document.hidden }));
    for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => this.cluster.active(), { passive: true });
    for (const type of ['connection', 'entered']) session.addEventListener(type, () => this.#connected());
    this.#connected();
    this.#label();
  }

  /** The other instances that serve this page, as far as known, each with a link to the same room under the same name: [{label, url}]. */
  get elsewhere() {
    const { answer } = this.cluster;
    const { current, user } = this.session;
    const place = current === null ? '' : `${hashOf(current)}?as=${encodeURIComponent(user)}`;
    return (answer?.instances ?? [])
      .filter(({ id }) => id !== answer.self)
      .map((instance) => ({ label: instanceLabel(instance.id), url: addressOf(instance, location) }))
      .filter(({ url }) => url !== null)
      .map(({ label, url }) => ({ label, url: url + place }));
  }

  toggle() {
    return this.#open ? this.close() : this.open();
  }

  async open({ focus = true } = {}) {
    if (this.#open) return;
    this.#open = true;
    this.storage.set('scale', true);
    this.#panel ??= await this.#load();
    if (!this.#open || this.#aside.dataset.open === 'true') return;
    keepScrollPosition(() => {
      this.#show(true);
      this.#panel.start();
      this.#place();
    });
    this.#updateCluster();
    if (focus) this.#panel.focus();
  }

  close() {
    if (!this.#open) return;
    this.#open = false;
    this.storage.set('scale', false);
    if (this.#aside.dataset.open !== 'true') return;
    this.#panel.stop();
    keepScrollPosition(() => {
      this.#dialog.close();
      this.#show(false);
    });
    this.#updateCluster();
    this.#button.focus();
  }

  async #load() {
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = 'panel.css';
    const styled = new Promise((done) => style.addEventListener('load', done, { once: true }));
    document.head.append(style);
    const [{ Panel }] = await Promise.all([import('./panel.js'), styled]);
    const panel = new Panel(this);
    panel.addEventListener('close', () => this.close());
    this.#dialog = document.createElement('dialog');
    this.#dialog.setAttribute('aria-labelledby', 'scale-title');
    this.#dialog.addEventListener('close', () => this.#narrow.matches && this.close());
    this.#dialog.addEventListener('click', ({ target }) => target === this.#dialog && this.close());
    this.#aside.append(this.#dialog);
    return panel;
  }

  /** Beside the messages where there is room; else over them, as a modal dialog. */
  #place() {
    if (this.#narrow.matches) {
      this.#dialog.append(this.#panel.root);
      if (!this.#dialog.open) this.#dialog.showModal();
    } else {
      this.#dialog.close();
      this.#aside.append(this.#panel.root);
    }
  }

  #show(open) {
    this.#aside.hidden = !open;
    this.#aside.dataset.open = String(open);
    this.#button.setAttribute('aria-expanded', String(open));
    document.documentElement.toggleAttribute('data-scale', open);
  }

  #updateCluster() {
    this.cluster.set({ open: this.#open, room: this.session.current });
  }

  #connected() {
    const room = this.session.current;
    const online = room !== null && this.session.connection.state === 'online';
    this.cluster.set({ connected: online, room });
    // A dialog that covers the messages is not opened unasked.
    if (online && this.storage.get('scale') && !this.#narrow.matches) this.open({ focus: false });
  }

  #label() {
    const t = (key, values) => this.i18n.t(key, values);
    const n = this.cluster.answer?.instances.length;
    const words = n === undefined ? t('scale.title') : t('scale.count', { n });
    // Polled once a minute, mostly with the same answer.
    if (this.#button.textContent === words && this.#button.title === t('scale.open')) return;
    this.#button.hidden = false;
    this.#button.textContent = words;
    this.#button.setAttribute('aria-label', n === undefined ? t('scale.open') : `${words}, ${t('scale.open')}`);
    this.#button.title = t('scale.open');
    this.#aside.setAttribute('aria-label', t('scale.title'));
  }
}

/** Scroll anchoring over a change of width, which wraps lines anew. At the bottom the log sees to it itself. */
function keepScrollPosition(change) {
  const log = $('#log');
  const { top } = log.getBoundingClientRect();
  const atBottom = log.scrollHeight - log.clientHeight - log.scrollTop <= AT_BOTTOM_PX;
  const first = [...log.querySelectorAll('li[data-seq]')].find((line) => line.getBoundingClientRect().bottom > top);
  const before = first?.getBoundingClientRect().top;
  change();
  if (first && !atBottom) log.scrollBy(0, first.getBoundingClientRect().top - before);
}
