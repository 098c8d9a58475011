// The checklist's items, checked off by what was observed and by nothing else. Pure.

export const TASKS = ['join', 'read', 'stop', 'back'];

export class Tasks {
  done = new Set();
  #instances = null;
  #instance = null;

  /** A message was just said in a room of this tab, which `self` serves. */
  message({ from }, self) {
    if (from && self && from !== self) this.#check('read');
  }

  /** An answer of /api/cluster, with the people of the room that this tab is in. */
  cluster({ self, instances }) {
    const ids = new Set(instances.map(({ id }) => id));
    if (instances.some(({ id, members }) => id !== self && members > 0)) this.#check('join');
    // An instance does not see itself stop; the answer of another one shows it.
    if (this.#instances && [...this.#instances].some((id) => !ids.has(id))) this.#check('stop');
    this.#instances = ids;
  }

  /** This tab was welcomed by an instance. */
  welcome(instance) {
    if (this.#instance !== null && instance !== this.#instance) this.#check('back');
    this.#instance = instance;
  }

  #check(task) {
    this.done.add(task);
  }
}
