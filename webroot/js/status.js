// The state of the connection: in a chip always, and in a banner, with what can be done, when trouble lasts.

import { instanceLabel, instanceShape } from './protocol.js';

/** A shorter interruption shows no banner. */
const BANNER_AFTER_MS = 1500;
const BACK_FOR_MS = 3000;
/** After so long, links to other instances are offered. */
const ELSEWHERE_AFTER_MS = 5000;

/** The status of an instance that is reached under a name that it does not know. */
const MISDIRECTED = 421;
/** What browsers report of a handshake that was refused, whatever the reason. */
const ABNORMAL = 1006;

/** Event: `retry`, when the person wants the next try now. */
export class Status extends EventTarget {
  #chip = document.querySelector('#conn');
  #banner = document.querySelector('#banner');
  #words = document.createElement('span');
  #countdown = document.createElement('span');
  #button = document.createElement('button');
  #links = document.createElement('span');
  #spoken = document.querySelector('#sr-status');
  #timer = null;
  #countdownTimer = null;
  #troubled = false;
  #asking = false;

  /** @param elsewhere tells the other instances: {label, url} */
  constructor({ session, i18n, elsewhere }) {
    super();
    Object.assign(this, { session, i18n, elsewhere });
    this.#countdown.className = 'countdown';
    this.#countdown.setAttribute('aria-hidden', 'true');
    this.#button.className = 'small';
    this.#button.addEventListener('click', () => this.dispatchEvent(new Event('retry')));
    this.#links.className = 'elsewhere';
    // No countdown runs in a hidden tab.
    document.addEventListener('visibilitychange', () => this.#troubled && this.update());
    session.addEventListener('connection', () => this.update());
    i18n.addEventListener('changed', () => this.update());
    this.update();
  }

  update() {
    const { state, instance } = this.session.connection;
    const online = state === 'online';
    const healthy = online && !this.session.connection.logLost;
    this.#chip.dataset.state = state;
    this.#chip.dataset.instance = instance;
    const label = instanceLabel(instance);
    this.#chip.querySelector('.mark').textContent = online ? instanceShape(instance) : '';
    this.#chip.querySelector('.label').textContent = online ? label : this.#stateWords(state);
    this.#chip.title = online ? this.i18n.t('scale.you', { i: label }) : '';
    this.#askWhy();
    if (healthy) this.#recovered();
    else this.#degraded();
  }

  /** Asks over HTTP why the first connection does not come about. */
  async #askWhy() {
    const { instance, code, retryAt } = this.session.connection;
    if (instance !== '' || code !== ABNORMAL || retryAt === null || this.#asking) return;
    this.#asking = true;
    const answer = await fetch('api/cluster').catch(() => null);
    this.#asking = false;
    if (answer?.status === MISDIRECTED) this.session.explain(MISDIRECTED);
  }

  #stateWords(state) {
    const key = { connecting: 'conn.connecting', reconnecting: 'conn.lost' }[state] ?? 'conn.off';
    return this.i18n.t(key);
  }

  #recovered() {
    if (this.#banner.hidden) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    if (!this.#troubled) return;
    clearTimeout(this.#timer);
    this.#troubled = false;
    this.#stopCountdown();
    this.#show('back', this.i18n.t('conn.back'));
    this.#timer = setTimeout(() => this.#hide(), BACK_FOR_MS);
  }

  #degraded() {
    if (this.#troubled) {
      this.#showTrouble();
    } else if (this.session.connection.state === 'blocked') {
      this.#troubled = true;
      this.#showTrouble();
    } else if (this.#timer === null || !this.#banner.hidden) {
      clearTimeout(this.#timer);
      this.#hide();
      this.#timer = setTimeout(() => {
        this.#troubled = true;
        this.#showTrouble();
      }, BANNER_AFTER_MS);
    }
  }

  #showTrouble() {
    const { state } = this.session.connection;
    // Without its log the instance retries by itself: there is no button.
    if (state === 'online') this.#show('log', this.i18n.t('conn.log'));
    else this.#show(state, this.#reason(), this.#countdown, this.#button, this.#links);
    this.#button.textContent = this.i18n.t('conn.retry');
    this.#updateCountdown();
    if (document.hidden || state === 'online') this.#stopCountdown();
    else this.#countdownTimer ??= setInterval(() => this.#updateCountdown(), 500);
    if (state === 'blocked') document.querySelector('#sr-alert').textContent = this.#reason();
  }

  #reason() {
    const { state, code, instance } = this.session.connection;
    const i = instanceLabel(instance);
    if (code === MISDIRECTED) return this.i18n.t('conn.421', { host: location.hostname });
    if (state === 'offline') return this.i18n.t('conn.offline');
    for (const key of [`conn.${code}`, `${code}`]) if (this.i18n.has(key)) return this.i18n.t(key, { i });
    return this.i18n.t(state === 'connecting' ? 'conn.connecting' : 'conn.reconnecting');
  }

  #updateCountdown() {
    const { retryAt, state } = this.session.connection;
    const s = retryAt === null ? 0 : Math.ceil((retryAt - Date.now()) / 1000);
    this.#countdown.textContent = state === 'blocked' ? '' : s > 0 ? this.i18n.t('conn.retryIn', { s }) : this.i18n.t('conn.trying');
    this.#updateLinks();
  }

  #updateLinks() {
    const { downSince } = this.session.connection;
    const long = downSince !== null && Date.now() - downSince > ELSEWHERE_AFTER_MS;
    // Without a network the other instances are out of reach too.
    const others = long && navigator.onLine !== false ? this.elsewhere() : [];
    const known = [...this.#links.children].map((link) => link.href).join();
    if (known === others.map(({ url }) => new URL(url, location.href).href).join()) return;
    this.#links.replaceChildren(...others.map(({ label, url }) => Object.assign(document.createElement('a'), { href: url, referrerPolicy: 'origin', textContent: this.i18n.t('conn.elsewhere', { i: label }) })));
  }

  #show(kind, words, ...more) {
    this.#banner.hidden = false;
    this.#banner.dataset.kind = kind;
    if (this.#words.textContent !== words) {
      this.#words.textContent = words;
      this.#spoken.textContent = words;
    }
    const parts = [this.#words, ...more];
    // Elements that stay keep the focus.
    if (parts.some((part) => part.parentNode !== this.#banner) || this.#banner.childNodes.length !== parts.length) {
      this.#banner.replaceChildren(...parts);
    }
  }

  #hide() {
    this.#timer = null;
    this.#banner.hidden = true;
    this.#banner.replaceChildren();
    this.#words.textContent = '';
  }

  #stopCountdown() {
    clearInterval(this.#countdownTimer);
    this.#countdownTimer = null;
  }
}
