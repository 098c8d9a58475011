// The table of running instances, as this tab's instance reports them, and the state of Redis.

import { hashOf, instanceLabel, instanceShape } from '../protocol.js';
import { make, reconcile, write } from './dom.js';
import { ago, isStale, milliseconds } from './format.js';
import { addressOf } from './address.js';

const LIT_MS = 300;
const COLUMNS = ['instance.name', 'connections', 'members', 'since'];

export class Table {
  root = make('section', 'scale-instances');
  #title = make('h3');
  #when = make('span', 'age');
  #state = make('p', 'hint');
  #heads = COLUMNS.map(() => make('th'));
  #body = make('tbody');
  #table = make('table', '', make('thead', '', make('tr', '', ...this.#heads)), this.#body);
  #redis = make('p', 'redis-line');
  #single = make('div', 'single', make('p'), make('code'), make('button', 'small'));
  #copied = false;
  #downSince = null;
  #i18n;
  #tab;

  /** @param tab gives {instance, room, user} of this tab */
  constructor(i18n, tab) {
    this.#i18n = i18n;
    this.#tab = tab;
    for (const head of this.#heads) head.scope = 'col';
    const [, command, copy] = this.#single.children;
    // Browsers have a clipboard on secure origins only.
    copy.hidden = !navigator.clipboard;
    copy.addEventListener('click', async () => {
      await navigator.clipboard.writeText(command.textContent);
      this.#copied = true;
      write(copy, i18n.t('scale.copied'));
    });
    this.root.append(make('div', 'heading', this.#title, this.#when), this.#state, this.#table, this.#redis, this.#single);
  }

  update(cluster, now) {
    const { answer } = cluster;
    const { instance, room } = this.#tab();
    const w = (key, values) => this.#i18n.t(`scale.${key}`, { i: instanceLabel(instance), room, ...values });
    this.root.classList.toggle('stale', answer !== null && isStale(cluster.ageMs));
    write(this.#title, answer ? `${w('instances')} (${answer.instances.length})` : w('instances'));
    write(this.#when, answer ? w('asked', { i: instanceLabel(answer.self), ago: ago(cluster.ageMs, this.#i18n.language) }) : '');
    write(this.#state, stateWords(cluster, w));
    COLUMNS.forEach((column, n) => write(this.#heads[n], w(column)));
    this.#table.hidden = answer === null;
    reconcile(this.#body, answer?.instances ?? [], ({ id }) => id, createRow, (row, item) => this.#row(row, item, w));
    this.#redisWords(answer, now, w);
    this.#alone(answer, w);
  }

  /** A message came from that instance: its row lights up for a moment. */
  highlight(from) {
    const row = this.#body.querySelector(`[data-instance="${CSS.escape(from)}"]`);
    row?.classList.add('lit');
    setTimeout(() => row?.classList.remove('lit'), LIT_MS);
  }

  #row(row, item, w) {
    const { instance, room, user } = this.#tab();
    const [name, connections, members, since] = row.children;
    const own = item.id === instance;
    const i = instanceLabel(item.id);
    row.classList.toggle('own', own);
    write(name.children[0], instanceShape(item.id));
    write(name.children[1], i);
    const href = own ? null : addressOf(item, location);
    const link = name.children[2];
    if (href) link.href = `${href}${hashOf(room ?? '')}?as=${encodeURIComponent(`${user ?? ''} (${i})`)}`;
    else link.removeAttribute('href');
    write(link, own ? w('here') : href ? `${w('go')} ↗` : '');
    if (href) link.setAttribute('aria-label', w('go.on', { i }));
    else link.removeAttribute('aria-label');
    write(connections, count(item.connections, this.#i18n));
    write(members, count(item.members, this.#i18n));
    write(since, item.startedAt ? this.#i18n.time(new Date(item.startedAt)) : '—');
  }

  #redisWords(answer, now, w) {
    const redis = answer?.redis;
    const down = redis?.reachable === false;
    this.#downSince = down ? (this.#downSince ?? now) : null;
    this.#redis.hidden = !redis;
    this.#redis.classList.toggle('down', down);
    if (!redis) return;
    const ms = (value) => milliseconds(value, this.#i18n.language);
    const words = w('redis.line', { i: instanceLabel(answer.self), rtt: ms(redis.roundTripMs), pubsub: ms(redis.pubsubMs) });
    const age = redis.ageMs === undefined ? '' : ` · ${ago(redis.ageMs, this.#i18n.language)}`;
    write(this.#redis, down ? w('redis.down', { n: Math.round((now - this.#downSince) / 1000) }) : words + age);
  }

  #alone(answer, w) {
    this.#single.hidden = answer?.instances.length !== 1 || answer.redis?.reachable === false;
    const [words, command, copy] = this.#single.children;
    write(words, w('single'));
    // One that brings its own Redis along is found by the next one; any other has to be named.
    const redis = answer?.redis?.mode === 'standalone' ? ' REDIS_URL=redis://…' : '';
    write(command, `PORT=${Number(answer?.instances[0]?.port ?? 3000) + 1}${redis} java -jar target/chat-multi-salons.jar`);
    write(copy, w(this.#copied ? 'copied' : 'copy'));
  }
}

const count = (n, i18n) => (n === undefined ? '—' : i18n.count(n));

function createRow({ id }) {
  const link = make('a');
  link.target = '_blank';
  link.rel = 'noopener';
  // By it the other instance's page knows that the name in the link is no stranger's.
  link.referrerPolicy = 'origin';
  const shape = make('span', 'shape');
  shape.setAttribute('aria-hidden', 'true');
  const name = make('th', '', shape, make('strong'), link);
  name.scope = 'row';
  const row = make('tr', '', name, make('td'), make('td'), make('td'));
  row.dataset.instance = id;
  return row;
}

function stateWords({ state, answer }, w) {
  if (state === 'absent') return w('absent');
  if (state === 'failed') return w('failed');
  return answer === null ? w('waiting') : '';
}
