// The exercise, ticked off by what was seen to happen and by nothing else. Pure.

export const TASKS = ['join', 'read', 'stop', 'back'];

export class Tasks {
  done = new Set();
  #instances = null;
  #served = null;

  /** A message was just said in a room of this tab, which `self` serves. */
  message({ from }, self) {
    if (from && self && from !== self) this.#tick('read');
  }

  /** An answer of /api/cluster, with the people of the room that this tab is in. */
  cluster({ self, instances }) {
    const ids = new Set(instances.map(({ id }) => id));
    if (instances.some(({ id, members }) => id !== self && members > 0)) this.#tick('join');
    // One's own instance cannot be seen to go in its own answers; another one's answer shows it.
    if (this.#instances && [...this.#instances].some((id) => !ids.has(id))) this.#tick('stop');
    this.#instances = ids;
  }

  /** This tab was welcomed. */
  welcome(instance) {
    if (this.#served !== null && instance !== this.#served) this.#tick('back');
    this.#served = instance;
  }

  #tick(task) {
    this.done.add(task);
  }
}
