// The texts of one language, and its formats for numbers, times and days. Pure.

const LANGUAGES = ['fr', 'en'];
const DAY_MS = 86_400_000;

/** The first preferred language that there is a table for: `fr-CA` matches `fr`. */
export function pickLanguage(preferred) {
  const known = preferred.filter(Boolean).map((tag) => tag.slice(0, 2).toLowerCase());
  return known.find((language) => LANGUAGES.includes(language)) ?? 'en';
}

/** The table of a language, loaded on demand. */
export const wordsOf = async (language) => (await import(`./${language}.js`))[language];

/** Event: `changed`, when another language was chosen. */
export class I18n extends EventTarget {
  /**
   * @param words the table of that language
   * @param preferred what the reader prefers, such as `en-AU`: their region decides on dates and times
   */
  constructor(language, words, preferred = []) {
    super();
    this.#preferred = preferred;
    this.#load(language, words);
  }

  async choose(language) {
    this.#load(language, await wordsOf(language));
    this.dispatchEvent(new Event('changed'));
  }

  /** Adds the texts of a part that is loaded later: {fr, en}. */
  add(words) {
    this.#added = words;
    Object.assign(this.#words, words[this.language]);
  }

  /** The text under `key`; {n} picks the plural form where the table has several. */
  t(key, values = {}) {
    let text = this.#words[key];
    if (typeof text === 'object') text = text[this.plural.select(values.n)] ?? text.other;
    return text.replace(/\{(\w+)\}/g, (_, name) => this.#shown(values[name]));
  }

  has(key) {
    return key in this.#words;
  }

  /** Why an instance refused something: in words of the page where it has some for the code, else as the instance says it. */
  reason({ code, message }, values) {
    return this.has(code) ? this.t(code, values) : this.t('refused', { message: message || code });
  }

  count(n) {
    return this.#number.format(n);
  }

  time(at) {
    return this.#time.format(at);
  }

  dateTime(at) {
    return this.#dateTime.format(at);
  }

  /** "today", "yesterday", or the date; the year only when it is another one. */
  day(at, now = Date.now()) {
    const days = Math.round((midnight(at) - midnight(now)) / DAY_MS);
    if (days === 0 || days === -1) return this.#relative.format(days, 'day');
    const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
    return (sameYear ? this.#day : this.#dayOfYear).format(at);
  }

  #preferred;
  #words;
  #added = {};
  #time;
  #dateTime;
  #day;
  #dayOfYear;
  #relative;
  #number;

  #load(language, words) {
    this.language = language;
    this.#words = { ...words, ...this.#added[language] };
    this.plural = new Intl.PluralRules(language);
    const locale = this.#preferred.find((tag) => tag.slice(0, 2).toLowerCase() === language) ?? language;
    this.#time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
    this.#dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
    this.#day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
    this.#dayOfYear = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
    this.#relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    this.#number = new Intl.NumberFormat(locale);
  }

  #shown(value) {
    return typeof value === 'number' ? this.#number.format(value) : String(value ?? '');
  }
}

const midnight = (at) => new Date(at).setHours(0, 0, 0, 0);
