package salons.redis;

import java.util.function.IntConsumer;

/**
 * How one room stands in the list of occupied rooms, as far as this instance put it there. Of the instances that hold the room one is
 * enough to list it: the one whose call brought the change. Confined to one event loop.
 */
final class OccupancyReporter {
  private static final int UNKNOWN = -1;

  private final IntConsumer list;
  private int listed;
  private boolean pending;

  /**
   * @param list lists the room as having so many people
   */
  OccupancyReporter(IntConsumer list) {
    this.list = list;
  }

  /** The list may have lost the room. */
  void markOutOfStep() {
    listed = UNKNOWN;
  }

  /** This instance's call found so many. That there is somebody, or nobody, is listed at once; how many, by {@link #flush}. */
  void called(int count) {
    if (count == 0 != listed <= 0) {
      list(count);
    }
    pending = true;
  }

  /** There are so many by now. */
  void flush(int count) {
    if (pending) {
      pending = false;
      list(count);
    }
  }

  private void list(int count) {
    if (listed != count) {
      listed = count;
      list.accept(count);
    }
  }
}
