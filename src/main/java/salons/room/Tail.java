package salons.room;

import java.util.ArrayList;
import java.util.List;

/**
 * The newest messages of a room, without holes, in memory: what most joins and almost all reconnects are served from. Owned by one
 * event loop. Appending is O(1) on average: the oldest are dropped in blocks, so up to twice the capacity may be held.
 */
final class Tail {
  /** How many messages are held at least, when there are so many. */
  static final int CAPACITY = 256;

  private List<LogEntry> messages = new ArrayList<>();
  private int capacity = CAPACITY;

  /** Starts over from a page. */
  void reset(List<LogEntry> newest) {
    messages = new ArrayList<>(newest);
    capacity = CAPACITY;
  }

  /** Adds what follows on the last message held. */
  void append(List<LogEntry> newer) {
    messages.addAll(newer);
    if (messages.size() > 2 * capacity) {
      messages = new ArrayList<>(messages.subList(messages.size() - capacity, messages.size()));
    }
  }

  /** Drops nothing until {@link #shrink}: somebody is fetching what goes in front. */
  void grow() {
    capacity = Integer.MAX_VALUE / 2;
  }

  /** Puts what goes right before the first message held in front. */
  void prepend(List<LogEntry> older) {
    List<LogEntry> all = new ArrayList<>(older.size() + messages.size());
    all.addAll(older);
    all.addAll(messages);
    messages = all;
  }

  /** Back to the usual capacity, from the next append on. */
  void shrink() {
    capacity = CAPACITY;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** The seq of the oldest message held; fails when empty. */
  long first() {
    return messages.get(0).seq();
  }

  /** The newest message held; fails when empty. */
  LogEntry last() {
    return messages.get(messages.size() - 1);
  }

  /** Whether everything in {@code after < seq} of a log that ends at {@code head} is held. */
  boolean reachesBackTo(long after, long head) {
    return after >= head || !isEmpty() && first() <= after + 1;
  }

  /** The messages behind {@code after}; ask {@link #reachesBackTo} first. */
  List<LogEntry> after(long after) {
    if (isEmpty() || after < first()) {
      return List.copyOf(messages);
    }
    int from = (int) Math.min(messages.size(), after - first() + 1);
    return List.copyOf(messages.subList(from, messages.size()));
  }

  /** At most {@code limit} messages before {@code before}, the newest of them. */
  List<LogEntry> before(long before, int limit) {
    if (isEmpty() || before <= first()) {
      return List.of();
    }
    int to = (int) Math.min(messages.size(), before - first());
    return List.copyOf(messages.subList(Math.max(0, to - limit), to));
  }
}
