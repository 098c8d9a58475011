// The waterfall of the last own message: for each part its duration, who measured it, and where it lies in the total.

import { instanceLabel } from '../protocol.js';
import { make, reconcile, write } from './dom.js';
import { ago, isStale, milliseconds } from './format.js';

/** A 95th percentile wants so many samples. */
const P95_NEEDS = 20;

export class Waterfall {
  root = make('section', 'scale-way');
  #title = make('h3');
  #when = make('span', 'age');
  #total = make('strong');
  #totalBy = make('span', 'by');
  #head = make('p', 'total', make('span'), this.#total, this.#totalBy);
  #hint = make('p', 'hint');
  #rows = make('ol');
  #asides = make('ol', 'asides');
  #stats = make('p', 'stats');
  #dropped = make('p', 'dropped');
  #i18n;

  constructor(i18n) {
    this.#i18n = i18n;
    this.root.id = 'trace';
    for (const list of [this.#rows, this.#asides]) list.setAttribute('role', 'list');
    this.root.append(make('div', 'heading', this.#title, this.#when), this.#hint, this.#head, this.#rows, this.#asides, this.#stats, this.#dropped);
  }

  update(journeys, instance, now) {
    const { last } = journeys;
    const w = (key, values) => this.#i18n.t(`scale.${key}`, { i: instanceLabel(instance), n: journeys.last?.pings ?? 0, ...values });
    const ms = (value) => milliseconds(value, this.#i18n.language);
    const age = last && now - last.endedAt;
    this.root.classList.toggle('stale', Boolean(last) && isStale(age));
    write(this.#title, w('last'));
    write(this.#when, last ? w('last.of', { seq: last.seq, ago: ago(age, this.#i18n.language) }) : '');
    const parts = journeys.parts ?? [];
    write(this.#hint, hint(last, parts, w));
    this.#head.hidden = !last || last.valid === false;
    this.root.classList.toggle('unfit', last?.valid === false);
    write(this.#head.firstChild, w('total'));
    write(this.#total, ms(last?.total));
    write(this.#totalBy, w('total.by'));
    this.#list(this.#rows, offsets(parts, last?.total), w, ms);
    this.#list(this.#asides, asides(last), w, ms);
    const { count, median, p95 } = journeys.totals;
    const most = count >= P95_NEEDS ? ` · ${w('p95', { p95: ms(p95) })}` : '';
    write(this.#stats, count > 0 ? w('stats', { median: ms(median), n: count }) + most : '');
    write(this.#dropped, journeys.dropped > 0 ? w('dropped', { n: journeys.dropped }) : '');
    this.#dropped.title = w('dropped.why');
  }

  #list(list, items, w, ms) {
    list.hidden = items.length === 0;
    reconcile(list, items, ({ part }) => part, createRow, (row, item) => {
      const [label, value, bar, by] = row.children;
      write(label, w(item.part));
      write(value, ms(item.ms));
      write(by, w(`${item.part}.by`));
      bar.hidden = item.width === undefined;
      bar.firstChild.style.marginInlineStart = `${item.from}%`;
      bar.firstChild.style.width = `${item.width}%`;
    });
  }
}

function createRow({ part }) {
  const bar = make('span', 'bar', make('span'));
  bar.setAttribute('aria-hidden', 'true');
  const row = make('li', '', make('span', 'label'), make('span', 'value'), bar, make('span', 'by'));
  row.dataset.part = part;
  return row;
}

function hint(last, parts, w) {
  if (!last) return w('none');
  if (last.valid === false) return w('unfit');
  return parts.length === 0 ? w('hint.parts') : '';
}

/** Where each part begins, and how long it is, in per cent of the total. */
function offsets(parts, total) {
  let from = 0;
  return parts.map(({ part, ms }) => {
    const width = (100 * Math.max(0, ms)) / total;
    const row = { part, ms, from: Math.min(from, 100), width: Math.min(width, 100) };
    from += width;
    return row;
  });
}

/** Durations measured in parallel to the parts, and so never subtracted from the total. */
function asides(last) {
  const rows = [{ part: 'ack', ms: last?.ack }, { part: 'reply', ms: last?.trace?.reply }];
  return rows.filter(({ ms }) => ms !== undefined);
}
