package salons.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A redis-server or valkey-server that can be started.
 *
 * @param resource of the jar that is to be put at {@code path} first, if it is one of ours
 */
record RedisProgram(Path path, RedisVersion version, Optional<String> resource) {
  private static final long ANSWER_WITHIN_MS = 5_000;
  private static final int ANSWER_BYTES = 4_096;

  /** Asks the program at {@code path} for its version; empty if it does not tell one, or not in time. */
  static Optional<RedisProgram> ask(Path path) throws InterruptedException {
    try {
      Process asked = new ProcessBuilder(path.toString(), "--version")
          .redirectErrorStream(true)
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .start();
      boolean answered = asked.waitFor(ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS);
      if (!answered) {
        asked.destroyForcibly();
        return Optional.empty();
      }
      InputStream said = asked.getInputStream();
      // No more than is there: a child of it might keep the stream open.
      byte[] answer = said.readNBytes(Math.min(ANSWER_BYTES, said.available()));
      return RedisVersion.parse(new String(answer, StandardCharsets.UTF_8))
          .map(version -> new RedisProgram(path, version, Optional.empty()));
    } catch (IOException notToBeRun) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return version + " (" + (resource.isPresent() ? "brought along" : path) + ")";
  }
}
