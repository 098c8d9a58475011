package salons.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Recognises the redis-server of a data folder among all processes, most of which are none of ours. */
final class ServerProcess {
  /** As Debian and others call the file behind {@code redis-server}. */
  private static final Pattern PROGRAM =
      Pattern.compile("(redis|valkey)-(server|sentinel|check-rdb|check-aof)[^/]*");

  private ServerProcess() {}

  /**
   * Whether it is a server that was started in {@code folder}, a real path: they stay there. A pid may have gone to another program since;
   * and a zombie, ended but not yet reaped, has no command.
   */
  static boolean isOf(Path folder, ProcessHandle process) {
    return isOf(folder, process, false);
  }

  /** As {@link #isOf}, of the process that the folder's pid file names: that will do where no system tells the working folder. */
  static boolean isNamedBy(Path folder, ProcessHandle process) {
    return isOf(folder, process, true);
  }

  private static boolean isOf(Path folder, ProcessHandle process, boolean named) {
    Optional<Path> command = process.info().command().map(Path::of);
    if (command
        .filter(path -> PROGRAM.matcher("" + path.getFileName()).matches())
        .isEmpty()) {
      return false;
    }
    try {
      Path there = Path.of("/proc", Long.toString(process.pid()), "cwd");
      return Files.readSymbolicLink(there).equals(folder);
    } catch (IOException notLinuxOrGone) {
      boolean linux = Files.exists(Path.of("/proc/self/cwd"));
      return !linux && (named || command.get().startsWith(folder));
    }
  }
}
