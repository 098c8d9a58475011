// Why there is Redis at all: four sentences and two drawings, folded away until wanted.

import { draw, make, write } from './dom.js';

const SENTENCES = ['scale.why.2', 'scale.why.3', 'scale.why.4'];

export class Advice {
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
