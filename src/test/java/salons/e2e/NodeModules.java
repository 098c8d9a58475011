package salons.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** The stock clients of Socket.IO that {@code src/test/node} names, brought by npm into {@code target}: once, until their versions change. */
public final class NodeModules {
  private static final Path NAMED = Path.of("src/test/node");
  private static final Path FOLDER = Path.of("target/node");
  private static final String LIST = "package.json";
  private static final String VERSIONS = "package-lock.json";
  private static final long WITHIN_S = 120;

  private NodeModules() {}

  /** The folder that has {@code node_modules}. Blocks; another process that does the same is waited for. */
  public static Path install() {
    try {
      Files.createDirectories(FOLDER);
      try (FileChannel channel = FileChannel.open(
              FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (lock.isValid() && !isInstalled()) {
          runNpm();
        }
      }
      return FOLDER;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path installed() {
    return FOLDER.resolve("installed");
  }

  private static boolean isInstalled() throws IOException {
    return Files.exists(installed()) && Files.mismatch(NAMED.resolve(VERSIONS), installed()) < 0;
  }

  private static void runNpm() throws IOException {
    Files.deleteIfExists(installed());
    for (String file : new String[] {LIST, VERSIONS}) {
      Files.copy(NAMED.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Path log = FOLDER.resolve("npm.log");
    try {
      Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
          .directory(FOLDER.toFile())
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
      if (!npm.waitFor(WITHIN_S, TimeUnit.SECONDS) || npm.exitValue() != 0) {
        npm.destroy();
        throw new AssertionError("npm could not bring the clients: " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new AssertionError("The tests with stock clients need npm on the PATH.", e);
    }
    Files.copy(NAMED.resolve(VERSIONS), installed());
  }
}
