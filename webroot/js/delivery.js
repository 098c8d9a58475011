// Takes what is in the outbox to the server: in order, one at a time for each room, until an answer settles it. No document here.

import { Later } from './later.js';
import { isPassing } from './protocol.js';

/** An answer that is missing this long on a living connection is asked for again. */
const ANSWER_WITHIN_MS = 10_000;

export class Delivery {
  #net;
  #outbox;
  #pauses = new Later();

  constructor(net, outbox) {
    this.#net = net;
    this.#outbox = outbox;
  }

  /** Sends the next message of the room, if it may go now. */
  next(room) {
    if (!room?.joined || this.#pauses.has(room)) return;
    const entry = this.#outbox.next(room.name);
    if (entry) this.#transmit(entry);
  }

  disconnected() {
    this.#pauses.clear();
    this.#outbox.disconnected();
  }

  /** The room was told anew, with `messages`: what is among them has arrived, the rest goes again. */
  rejoined(room, messages, recovered) {
    this.shown(messages);
    this.#outbox.rejoined(room.name, recovered);
    this.next(room);
  }

  shown(messages) {
    for (const { id } of messages) if (id && this.#outbox.isOwn(id)) this.#outbox.settle(id);
  }

  acknowledged(room, frame) {
    // The message itself may have come first, or be further back than this tab reads.
    if (!room || frame.seq <= room.seq) this.#outbox.settle(frame.id);
    else this.#outbox.acknowledged(frame.id, frame);
    this.next(room);
  }

  /** Whether it will be tried again. */
  refused(room, entry, { code, retryAfterMs, message }) {
    const again = isPassing(code);
    if (again) this.#outbox.putOff(entry.id, code);
    else this.#outbox.fail(entry.id, code, message);
    if (again && code !== 'not_joined') this.#pauses.set(room, retryAfterMs, () => this.next(room));
    else if (!again) this.next(room);
    return again;
  }

  /** An entry whose answer got lost, though the connection lives, goes again under the same id. */
  remind(room) {
    const entry = this.#outbox.inFlight(room.name, ANSWER_WITHIN_MS);
    if (room.joined && entry) this.#transmit(entry);
  }

  #transmit(entry) {
    const { id, room, text } = entry;
    if (this.#net.send({ type: 'message', id, room, text })) this.#outbox.sending(entry);
  }
}
