package salons.presence;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import salons.TestNode;

/** Waits for what the presence of everybody must come to. */
final class Await {
  /** The promise of the protocol, at the times of the tests, and what a machine of few cores may take to tell of it. */
  static final long HEALS_WITHIN_MS = PresenceTimesTest.leavesWithinMs(TestNode.TIMES) + 5_000;

  private static final long LOOK_EVERY_MS = 50;

  private Await() {}

  static void until(String what, BooleanSupplier condition, Supplier<Object> otherwise) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HEALS_WITHIN_MS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("within " + HEALS_WITHIN_MS + " ms there was not: " + what
            + "; instead: " + otherwise.get());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
    }
  }
}
