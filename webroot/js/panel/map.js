// The cluster as a drawing: this tab, its instance, Redis, all instances, their tabs.

import { instanceLabel, instanceShape } from '../protocol.js';
import { draw } from './dom.js';

const WIDTH = 344;
const ROW = 38;
const HEAD = 12;
const MOST_ROWS = 6;
const LIT_MS = 300;

export class ClusterMap {
  root = draw('svg', { class: 'scale-map', role: 'img' });
  #i18n;
  #drawn = '';

  constructor(i18n) {
    this.#i18n = i18n;
  }

  /** @param instances [{id, connections}], as far as known */
  update(self, instances) {
    const shown = instances.slice(0, MOST_ROWS);
    const state = JSON.stringify([this.#i18n.language, self, shown.map(({ id, connections }) => [id, connections]), instances.length]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    const label = instanceLabel(self);
    const all = instances.map(({ id }) => instanceLabel(id)).join(', ');
    this.root.setAttribute('aria-label', this.#i18n.t('scale.map', { i: label, all }));
    const height = Math.max(2, shown.length + (instances.length > shown.length ? 0.6 : 0)) * ROW;
    this.root.setAttribute('viewBox', `0 0 ${WIDTH} ${HEAD + height}`);
    const middle = HEAD + height / 2;
    const rowAt = (n) => middle + (n - (shown.length - 1) / 2) * ROW;
    this.root.replaceChildren(
      wire(self, 'in', `M70 ${middle}H88`),
      wire(self, 'in', `M146 ${middle}H164`),
      ...shown.flatMap(({ id }, n) => [
        wire(id, 'out', curve(216, middle, 238, rowAt(n))),
        wire(id, 'out', `M296 ${rowAt(n)}H312`),
      ]),
      box(1, middle, 69, this.#i18n.t('scale.tab'), 'tab'),
      box(88, middle, 58, mark(self), 'own'),
      redis(164, middle),
      draw('text', { x: WIDTH, y: 10, class: 'head' }, this.#i18n.t('scale.connections')),
      ...shown.map(({ id }, n) => box(238, rowAt(n), 58, mark(id), id === self ? 'own' : 'other')),
      ...shown.map(({ connections }, n) => tabs(328, rowAt(n), connections)),
      ...(instances.length > shown.length ? [text(267, rowAt(shown.length) - 8, `+ ${instances.length - shown.length}`)] : []),
    );
  }

  /** A message came from that instance: the edges it took light up for a moment. */
  highlight(from) {
    for (const line of this.root.querySelectorAll('.wire')) {
      if (line.dataset.direction === 'out' || line.dataset.instance === from) line.classList.add('lit');
    }
    setTimeout(() => this.root.querySelectorAll('.lit').forEach((line) => line.classList.remove('lit')), LIT_MS);
  }
}

const mark = (id) => `${instanceShape(id)} ${instanceLabel(id).slice(0, 6)}`;

const curve = (x1, y1, x2, y2) => `M${x1} ${y1}C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`;

function wire(id, direction, d) {
  const path = draw('path', { class: 'wire', d });
  path.dataset.instance = id;
  path.dataset.direction = direction;
  return path;
}

const text = (x, y, words) => draw('text', { x, y }, words);

const box = (x, y, width, words, kind) => draw('g', { class: `box ${kind}` }, draw('rect', { x, y: y - 14, width, height: 28, rx: 7 }), text(x + width / 2, y + 4, words));

function redis(x, y) {
  const width = 52;
  const d = `M${x} ${y - 14}v28a26 6 0 0 0 ${width} 0v-28`;
  return draw('g', { class: 'box redis' }, draw('path', { d }), draw('ellipse', { cx: x + width / 2, cy: y - 14, rx: width / 2, ry: 6 }), text(x + width / 2, y + 9, 'Redis'));
}

const tabs = (x, y, count) => draw('g', { class: 'tabs' }, draw('circle', { cx: x, cy: y, r: 14 }), text(x, y + 4, count === undefined ? '?' : String(count)));
