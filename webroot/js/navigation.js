// Keyboard navigation in the log by a roving tabindex, and the actions on one message. The log is one tab stop: from there the arrows
// move between messages, Enter goes in to the links and buttons of one, Escape comes back out.

const ITEMS = 'li.message, #older';
const INNER = 'a, button';
const MOST_QUOTED = 200;

/** Events: `action` ({action, id, user, by, quoted} on a message). */
export class LogNavigation extends EventTarget {
  #scroller = document.querySelector('#log');
  #tools = document.createElement('span');
  #quote = document.createElement('button');
  #mute = document.createElement('button');
  #last = null;

  constructor({ log, i18n, mutes }) {
    super();
    Object.assign(this, { log, i18n, mutes });
    this.#tools.className = 'tools';
    for (const [button, action] of [[this.#quote, 'quote'], [this.#mute, 'mute']]) {
      button.className = 'small';
      button.tabIndex = -1;
      button.dataset.action = action;
      this.#tools.append(button);
    }
    this.#scroller.addEventListener('focusin', ({ target }) => this.#focused(target));
    this.#scroller.addEventListener('focusout', ({ relatedTarget }) => {
      if (!this.#scroller.contains(relatedTarget)) this.#scroller.tabIndex = 0;
    });
    this.#scroller.addEventListener('keydown', (event) => this.#keydown(event));
    this.#scroller.addEventListener('pointerover', ({ target }) => this.#showTools(target.closest('li.message')));
    this.#scroller.addEventListener('click', ({ target }) => target.dataset.action && this.#act(target));
    for (const source of [i18n, mutes]) source.addEventListener('changed', () => this.#labelTools());
  }

  #labelTools() {
    const li = this.#tools.closest('li');
    const name = li?.dataset.user;
    const muted = li !== null && this.mutes.has(li.dataset);
    this.#quote.hidden = muted;
    this.#quote.textContent = this.i18n.t('msg.quote');
    this.#mute.hidden = !li || li.classList.contains('own');
    this.#mute.textContent = this.i18n.t(muted ? 'mute.end' : 'mute', { name: `\u2068${name}\u2069` });
  }

  #focused(target) {
    if (target === this.#scroller) {
      // The list passes the focus on to a message: the one that had it last, else the newest.
      if (this.#scroller.matches(':focus-visible')) (this.#last?.isConnected ? this.#last : this.#items().at(-1))?.focus();
      return;
    }
    // While a message has the focus, Shift+Tab must not end in the list again.
    this.#scroller.tabIndex = -1;
    this.#last = target.closest(ITEMS) ?? this.#last;
    this.#showTools(target.closest('li.message'));
  }

  #items() {
    return [...this.#scroller.querySelectorAll(ITEMS)];
  }

  #showTools(li) {
    if (!li || li === this.#tools.parentNode || !li.dataset.seq) return;
    li.append(this.#tools);
    this.#labelTools();
  }

  #keydown(event) {
    const { key, target } = event;
    const item = target.closest(ITEMS);
    if (!item || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = target === item ? this.#move(item, key) : this.#moveInside(item, target, key);
    if (!next) return;
    next.focus();
    event.preventDefault();
  }

  #move(item, key) {
    const items = this.#items();
    const at = items.indexOf(item);
    switch (key) {
      case 'ArrowUp': return items[at - 1] ?? item;
      case 'ArrowDown': return items[at + 1] ?? item;
      case 'Home': return items[0];
      case 'End': return items.at(-1);
      case 'Enter': return [...item.querySelectorAll(INNER)].find((each) => !each.hidden);
      default: return null;
    }
  }

  #moveInside(item, target, key) {
    const inner = [...item.querySelectorAll(INNER)].filter((each) => !each.hidden);
    const at = inner.indexOf(target);
    switch (key) {
      case 'Escape': return item;
      case 'ArrowDown': case 'ArrowRight': return inner[(at + 1) % inner.length];
      case 'ArrowUp': case 'ArrowLeft': return inner.at(at - 1);
      default: return null;
    }
  }

  #act({ dataset: { action }, parentNode }) {
    const li = parentNode.closest('li');
    const text = [...li.querySelector('.text').textContent];
    const short = text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED).join('')}…` : text.join('');
    const { user, by } = li.dataset;
    const quoted = `> ${user}: ${short.replace(/\n/g, '\n> ')}\n`;
    this.dispatchEvent(new CustomEvent('action', { detail: { action, id: li.dataset.id, user, by, quoted } }));
  }
}
