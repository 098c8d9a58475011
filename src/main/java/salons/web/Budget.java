package salons.web;

import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all clients of an instance may have in its memory, of one kind and on whatever event loop. Thread-safe. */
public final class Budget {
  /** So many more like it must find room as well. */
  private static final int SPARE = 16;

  private final long most;
  private final AtomicLong used = new AtomicLong();

  public Budget(long most) {
    this.most = most;
  }

  /** A quarter of the memory outside of the heap that this JVM may use: as a rule, a quarter of {@code -Xmx}. */
  public static Budget ofDirectMemory() {
    return new Budget(PlatformDependent.estimateMaxDirectMemory() / 4);
  }

  /** An eighth of the heap. */
  static Budget ofHeap() {
    return new Budget(Runtime.getRuntime().maxMemory() / 8);
  }

  long most() {
    return most;
  }

  long used() {
    return used.get();
  }

  void add(long bytes) {
    used.addAndGet(bytes);
  }

  /** Adds them if there is room, and to spare: so something small finds it when there is none for anything large. */
  boolean tryAdd(long bytes) {
    boolean fits = used.get() + SPARE * bytes <= most;
    if (fits) {
      used.addAndGet(bytes);
    }
    return fits;
  }

  /** Whether half of it is used. */
  boolean isTight() {
    return used.get() > most / 2;
  }

  /** How much is too much; negative when there is room. */
  long excess() {
    return used.get() - most;
  }
}
