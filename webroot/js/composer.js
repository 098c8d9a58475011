// The field to write in: a draft for each room, kept until it is said.

import { LIMITS, codePoints, messageText } from './protocol.js';

const COUNT_FROM = 0.8;

/** Events: `say` (detail: the text), `page` (detail: -1 or 1, the log shall scroll), `escape`. */
export class Composer extends EventTarget {
  #form = document.querySelector('#composer');
  #field = document.querySelector('#text');
  #label = document.querySelector('#composer-label');
  #hint = document.querySelector('#composer-hint');
  #touch = matchMedia('(pointer: coarse)');
  #room = null;
  #lastSaid = new Map();

  constructor({ memory, session, i18n }) {
    super();
    Object.assign(this, { memory, session, i18n });
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#say();
    });
    this.#field.addEventListener('input', () => this.#typed());
    this.#field.addEventListener('keydown', (event) => this.#key(event));
    i18n.addEventListener('changed', () => this.update());
  }

  show(room) {
    this.#room = room.name;
    this.#field.value = this.memory.get('drafts')?.[room.name] ?? '';
    this.update();
  }

  /** On touch the keyboard would jump up: there the field is left alone unless the person just used it. */
  focus(afterSending = false) {
    if (afterSending || !this.#touch.matches) this.#field.focus({ preventScroll: true });
  }

  /** Puts a text back into the field, before what is there. */
  take(text) {
    this.#field.value = this.#field.value ? `${text}\n${this.#field.value}` : text;
    this.#typed();
    this.focus(true);
  }

  update() {
    if (this.#room === null) return;
    const words = this.i18n.t('composer', { room: this.#room });
    this.#label.textContent = words;
    this.#field.placeholder = words;
    const left = this.#left();
    const limit = this.#limit();
    const over = left < 0;
    this.#field.setAttribute('aria-invalid', String(over));
    this.#form.classList.toggle('over', over);
    const counts = left <= limit * (1 - COUNT_FROM);
    this.#hint.textContent = over ? this.i18n.t('too_long', { n: -left }) : counts ? this.i18n.t('composer.left', { n: left }) : '';
    this.#grow();
  }

  #limit() {
    return (this.session.limits ?? LIMITS).text;
  }

  #left() {
    return this.#limit() - codePoints(messageText(this.#field.value));
  }

  #say() {
    const text = messageText(this.#field.value);
    if (text === '' || this.#left() < 0) {
      this.focus(true);
      return;
    }
    this.#field.value = '';
    this.#typed();
    this.#lastSaid.set(this.#room, text);
    this.dispatchEvent(new CustomEvent('say', { detail: text }));
    this.focus(true);
  }

  #typed() {
    const { [this.#room]: _, ...others } = this.memory.get('drafts') ?? {};
    this.memory.set('drafts', this.#field.value ? { ...others, [this.#room]: this.#field.value } : others);
    this.update();
  }

  #key(event) {
    // While an input method composes, its keys are its own; 229 is how some browsers say so.
    if (event.isComposing || event.keyCode === 229) return;
    const { key, shiftKey, ctrlKey, metaKey } = event;
    const sends = key === 'Enter' && !shiftKey && (ctrlKey || metaKey || !this.#touch.matches);
    const recalls = key === 'ArrowUp' && this.#field.value === '' && this.#lastSaid.has(this.#room);
    if (sends) {
      if (!event.repeat) this.#say();
    } else if (recalls) {
      this.take(this.#lastSaid.get(this.#room));
    } else if (key === 'PageUp' || key === 'PageDown') {
      this.dispatchEvent(new CustomEvent('page', { detail: key === 'PageUp' ? -1 : 1 }));
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Where the browser cannot size the field by its content, its content's height does. */
  #grow() {
    if (CSS.supports('field-sizing', 'content')) return;
    this.#field.style.height = 'auto';
    this.#field.style.height = `${this.#field.scrollHeight + 2}px`;
  }
}
