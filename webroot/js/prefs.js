// What this browser remembers, and the switches for language and colours.

/** A Storage under our own prefix, with values as JSON; one that forgets, where the browser allows none. */
export class Memory {
  #area;
  #instead = new Map();

  constructor(area) {
    this.#area = area;
  }

  get(key) {
    try {
      const text = this.#storage().getItem(`salons.${key}`);
      return text === null ? undefined : JSON.parse(text);
    } catch {
      return this.#instead.get(key);
    }
  }

  set(key, value) {
    this.#instead.set(key, value);
    try {
      this.#storage().setItem(`salons.${key}`, JSON.stringify(value));
    } catch {
      // Full or forbidden: it is remembered until the tab closes.
    }
  }

  #storage() {
    return globalThis[this.#area];
  }
}

/** Writes the words of the chosen language into the elements that name them: data-t, data-t-label, data-t-title, data-t-placeholder. */
export function localize(i18n) {
  document.documentElement.lang = i18n.language;
  for (const element of document.querySelectorAll('[data-t]')) element.textContent = i18n.t(element.dataset.t);
  for (const [name, attribute] of [['tLabel', 'aria-label'], ['tTitle', 'title'], ['tPlaceholder', 'placeholder']]) {
    const selector = `[data-${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}]`;
    for (const element of document.querySelectorAll(selector)) element.setAttribute(attribute, i18n.t(element.dataset[name]));
  }
}

const THEMES = { system: '◐', light: '☀', dark: '☾' };

export function bindSwitches(memory, i18n) {
  const theme = document.querySelector('#theme');
  const languages = document.querySelectorAll('[data-lang]');
  const update = () => {
    const chosen = memory.get('theme') ?? 'system';
    document.documentElement.dataset.theme = chosen;
    theme.textContent = THEMES[chosen];
    theme.setAttribute('aria-label', i18n.t(`theme.${chosen}`));
    theme.title = i18n.t(`theme.${chosen}`);
    for (const button of languages) button.setAttribute('aria-pressed', String(button.dataset.lang === i18n.language));
  };
  theme.addEventListener('click', () => {
    const names = Object.keys(THEMES);
    memory.set('theme', names[(names.indexOf(memory.get('theme') ?? 'system') + 1) % names.length]);
    update();
  });
  for (const button of languages) {
    button.addEventListener('click', () => {
      memory.set('lang', button.dataset.lang);
      i18n.choose(button.dataset.lang);
    });
  }
  i18n.addEventListener('changed', () => {
    localize(i18n);
    update();
  });
  localize(i18n);
  update();
}
