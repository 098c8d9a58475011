// The exercise as a checklist. Which items are done is decided in tasks.js.

import { make, write } from './dom.js';
import { TASKS } from './tasks.js';

export class Checklist {
  root = make('section', 'scale-try');
  #title = make('h3');
  #items = new Map(TASKS.map((task) => [task, make('li', '', make('span', 'box'), make('span', 'words'), make('span', 'sr'))]));

  constructor() {
    const list = make('ol', '', ...this.#items.values());
    list.setAttribute('role', 'list');
    for (const [task, item] of this.#items) {
      item.dataset.task = task;
      item.firstChild.setAttribute('aria-hidden', 'true');
    }
    this.root.append(this.#title, list);
  }

  update(done, instance, i18n) {
    write(this.#title, i18n.t('scale.try'));
    for (const [task, item] of this.#items) {
      const [box, words, state] = item.children;
      item.dataset.done = String(done.has(task));
      write(box, done.has(task) ? '✓' : '');
      write(words, i18n.t(`scale.try.${task}`, { i: instance }));
      write(state, ` (${i18n.t(done.has(task) ? 'scale.try.done' : 'scale.try.open')})`);
    }
  }
}
