// Live regions for screen readers: messages of others as they come, in short; never history, never one's own.

const MOST_LINES = 5;
const BURST = 3;
const BURST_WITHIN_MS = 2000;
const QUIET_MS = 10_000;

export class Announcer {
  #log = document.querySelector('#sr-log');
  #status = document.querySelector('#sr-status');
  #alert = document.querySelector('#sr-alert');
  #recent = [];
  #burst = 0;
  #burstTimer = null;
  #quiet = null;

  constructor({ i18n, storage }) {
    Object.assign(this, { i18n, storage });
  }

  message({ user, text }) {
    if (this.storage.get('announce') === false) return;
    const now = Date.now();
    this.#recent = this.#recent.filter((at) => now - at < BURST_WITHIN_MS);
    this.#recent.push(now);
    if (this.#recent.length <= BURST && this.#burst === 0) {
      this.#add(`${user}\u00a0: ${text}`);
      return;
    }
    this.#burst++;
    clearTimeout(this.#burstTimer);
    this.#burstTimer = setTimeout(() => {
      this.#add(this.i18n.t('sr.burst', { n: this.#burst }));
      this.#burst = 0;
    }, BURST_WITHIN_MS);
  }

  status(words) {
    this.#status.textContent = words;
  }

  alert(words) {
    this.#alert.textContent = words;
  }

  #add(words) {
    const line = document.createElement('p');
    line.textContent = words;
    this.#log.append(line);
    while (this.#log.childElementCount > MOST_LINES) this.#log.firstChild.remove();
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#log.replaceChildren(), QUIET_MS);
  }
}
