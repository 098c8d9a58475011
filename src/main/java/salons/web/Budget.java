package salons.web;

import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all clients of an instance may have waiting in its memory, on whatever event loop. Thread-safe. */
public final class Budget {
  private final long most;
  private final AtomicLong used = new AtomicLong();

  public Budget(long most) {
    this.most = most;
  }

  /** A quarter of the memory outside of the heap that this JVM may use: as a rule, a quarter of {@code -Xmx}. */
  public static Budget ofDirectMemory() {
    return new Budget(PlatformDependent.estimateMaxDirectMemory() / 4);
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

  /** How much is too much; negative when there is room. */
  long excess() {
    return used.get() - most;
  }
}
