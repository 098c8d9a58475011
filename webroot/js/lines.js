// What stands in the log, line by line: a pure function of a room, the outbox and where the new messages begin.

const GROUP_WITHIN_MS = 5 * 60_000;

/**
 * Lines are {key, kind}: `older` and `start` (top of what is held), `day` {at}, `gap`, `new`, and `message` {message, state, own,
 * grouped}. A key stays with its message for life, so that its element does too.
 *
 * @param entries the outbox entries of the room, in order
 * @param newFrom {epoch, seq} of the first message that is new to the reader, or null
 * @param isOwn whether this tab sent the message with that id
 */
export function lines(room, entries, newFrom, isOwn) {
  const out = [];
  let previous = null;
  let dayBefore = null;
  let shownAt = 0;

  const add = (key, message, state, own) => {
    // Clocks of other times may run against the order: separators never do.
    shownAt = Math.max(shownAt, message.at);
    const day = new Date(shownAt).toDateString();
    if (day !== dayBefore) {
      out.push({ key: `day ${day} ${out.length === 0 ? '' : key}`, kind: 'day', at: shownAt });
      dayBefore = day;
      previous = null;
    }
    const grouped = previous !== null && previous.user === message.user && previous.own === own && shownAt - previous.at < GROUP_WITHIN_MS;
    out.push({ key, kind: 'message', message, state, own, grouped });
    previous = { user: message.user, own, at: shownAt };
  };

  room.stretches.forEach((stretch, index) => {
    const isLast = index === room.stretches.length - 1;
    if (index > 0) {
      out.push({ key: `gap ${stretch.epoch} ${index}`, kind: 'gap' });
      previous = null;
    }
    if (isLast && room.more) out.push({ key: 'older', kind: 'older' });
    else if (isLast && index === 0 && stretch.messages.length > 0) out.push({ key: 'start', kind: 'start' });
    for (const message of stretch.messages) {
      if (newFrom?.epoch === stretch.epoch && newFrom.seq === message.seq) {
        out.push({ key: 'new', kind: 'new' });
        previous = null;
      }
      const own = isOwn(message.id);
      add(own ? `own ${message.id}` : `${stretch.epoch} ${message.seq}`, message, 'sent', own);
    }
  });
  for (const entry of entries) add(`own ${entry.id}`, entry, entry.state, true);
  return out;
}
