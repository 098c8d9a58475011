// The exercise as a list, ticked off by what was seen; and below, why there is Redis at all.

import { draw, make, write } from './dom.js';
import { TASKS } from './tasks.js';

export class List {
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

const SENTENCES = ['scale.why.2', 'scale.why.3', 'scale.why.4'];

export class Why {
  #title = make('summary');
  #without = make('figcaption');
  #with = make('figcaption');
  #first = make('p');
  #sentences = SENTENCES.map(() => make('p'));
  root = make('details', 'scale-why', this.#title, this.#first, make('figure', '', apart(), this.#without), this.#sentences[0], make('figure', '', together(), this.#with), ...this.#sentences.slice(1));

  update(i18n) {
    write(this.#title, i18n.t('scale.why.title'));
    write(this.#first, i18n.t('scale.why.1'));
    SENTENCES.forEach((key, n) => write(this.#sentences[n], i18n.t(key)));
    write(this.#without, i18n.t('scale.why.without'));
    write(this.#with, i18n.t('scale.why.with'));
  }
}

const SHAPES = ['●', '▲', '■'];
const picture = (top, ...children) => draw('svg', { viewBox: `0 ${top} 300 ${96 - top}`, 'aria-hidden': 'true' }, ...children);
const label = (x, y, words) => draw('text', { x, y }, words);
const node = (x, y, words) => draw('g', { class: 'box' }, draw('rect', { x: x - 22, y: y - 13, width: 44, height: 26, rx: 7 }), label(x, y + 4, words));
const tab = (x, y, on) => draw('circle', { class: on ? 'reached' : 'missed', cx: x, cy: y, r: 7 });
const line = (d, on) => draw('path', { class: on ? 'wire lit' : 'wire off', d });

/** A message said at the first instance stays there. */
function apart() {
  return picture(32, ...SHAPES.flatMap((shape, n) => {
    const x = 50 + n * 100;
    return [line(`M${x} 61L${x - 16} 84M${x} 61L${x + 16} 84`, n === 0), node(x, 48, shape), tab(x - 16, 86, n === 0), tab(x + 16, 86, n === 0)];
  }));
}

/** A message said at the first instance goes everywhere. */
function together() {
  return picture(
    0,
    ...SHAPES.flatMap((shape, n) => {
      const x = 50 + n * 100;
      return [line(`M150 22L${x} 40`, true), line(`M${x} 61L${x - 16} 84M${x} 61L${x + 16} 84`, true), node(x, 50, shape), tab(x - 16, 86, true), tab(x + 16, 86, true)];
    }),
    draw('g', { class: 'box redis' }, draw('rect', { x: 122, y: 1, width: 56, height: 24, rx: 7 }), label(150, 17, 'Redis')),
  );
}
