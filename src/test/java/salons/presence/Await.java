package salons.presence;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what the presence of everybody must come to. */
final class Await {
  /** The promise of the protocol, and what the machine may take to tell of it. */
  static final long HEALS_WITHIN_S = 17;

  private static final long LOOK_EVERY_MS = 50;

  private Await() {}

  static void until(String what, BooleanSupplier condition, Supplier<Object> otherwise) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(HEALS_WITHIN_S);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("within " + HEALS_WITHIN_S + " s there was not: " + what
            + "; instead: " + otherwise.get());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
    }
  }
}
