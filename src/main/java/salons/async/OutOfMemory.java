package salons.async;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process when it is out of memory, of the heap or outside of it: from then on nothing that it keeps is sure to be whole, and one
 * that is gone is missed and replaced, while one that limps is not. To be asked wherever a failure is caught that may be one. Thread-safe.
 */
public final class OutOfMemory {
  /** That of {@code -XX:+ExitOnOutOfMemoryError}. */
  private static final int STATUS = 3;

  // Made while there is memory.
  private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);
  private static final byte[] LINE =
      "Out of memory: the instance ends here. It needs a larger -Xmx, or fewer sockets and rooms.\n"
          .getBytes(StandardCharsets.US_ASCII);

  /** Whether it was said. Set behind the writing, so that no other thread ends the process before it. */
  private static final AtomicBoolean SAID = new AtomicBoolean();

  private OutOfMemory() {}

  /** Has failures that nobody catches looked at, on all threads; to be called once, first of all. */
  public static void watch() {
    // What ends the process is loaded by this, while there is memory.
    Thread none = new Thread(() -> {});
    Runtime.getRuntime().addShutdownHook(none);
    Runtime.getRuntime().removeShutdownHook(none);
    Thread.UncaughtExceptionHandler otherwise = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
      endIf(failure);
      if (otherwise != null) {
        otherwise.uncaughtException(thread, failure);
      } else {
        failure.printStackTrace();
      }
    });
  }

  /** Ends the process, at once and with one line, if this failure or a cause of it is that there is no memory. */
  public static void endIf(@Nullable Throwable failure) {
    int depth = 0;
    for (Throwable each = failure; each != null && depth < 10; each = each.getCause()) {
      if (each instanceof OutOfMemoryError) {
        end();
      }
      depth++;
    }
  }

  private static void end() {
    while (true) {
      try {
        // Other threads run out of it as well.
        if (!SAID.get()) {
          ERR.write(LINE);
          SAID.set(true);
        }
      } catch (IOException unheard) {
        // There is nobody to tell.
      } finally {
        halt();
      }
    }
  }

  private static void halt() {
    try {
      Runtime.getRuntime().halt(STATUS);
    } catch (OutOfMemoryError again) {
      // Even that takes some: it is tried until there is.
    }
  }
}
