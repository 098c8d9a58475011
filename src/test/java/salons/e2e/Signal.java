package salons.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends signals to processes of ours. */
public final class Signal {
  private Signal() {}

  public static void send(String name, ProcessHandle process) {
    try {
      int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
          .inheritIO()
          .start()
          .waitFor();
      if (status != 0) {
        throw new AssertionError("kill -" + name + " ended with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
