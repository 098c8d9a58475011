package salons.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which redis-server is to be started. One of the system is kept up to date by it, the one that is brought along is not; so that one is
 * only the last resort.
 *
 * @param wanted a path or a name to search, {@link #BUNDLED}, or empty for the first of {@code searched} that will do
 * @param searched folders as in {@code PATH}
 * @param bundled see {@link BundledRedis#resource}
 */
record RedisPrograms(Optional<String> wanted, List<Path> searched, Optional<String> bundled) {
  /** Says that the one that is brought along is wanted. */
  static final String BUNDLED = "bundled";

  private static final Logger log = LoggerFactory.getLogger(RedisPrograms.class);

  static RedisPrograms of(Optional<String> wanted) {
    String path = System.getenv("PATH");
    List<Path> searched = Stream.of((path == null ? "" : path).split(File.pathSeparator))
        .filter(folder -> folder.startsWith("/"))
        .map(Path::of)
        .toList();
    return new RedisPrograms(
        wanted,
        searched,
        BundledRedis.resource(System.getProperty("os.name"), System.getProperty("os.arch")));
  }

  /**
   * Those to be tried in the data folder, the best one first; never empty.
   *
   * @throws IllegalStateException with one line, if there is none for this platform
   */
  List<RedisProgram> candidates(Path folder) throws IOException, InterruptedException {
    List<RedisProgram> candidates = new ArrayList<>();
    if (wanted.isPresent() && !wanted.get().equals(BUNDLED)) {
      candidates.add(wanted(wanted.get()));
    } else {
      if (wanted.isEmpty()) {
        addFromSystem(candidates);
      }
      bundled.ifPresent(resource -> candidates.add(BundledRedis.in(folder, resource)));
    }
    if (candidates.isEmpty()) {
      throw new IllegalStateException(
          BundledRedis.unsupported(System.getProperty("os.name"), System.getProperty("os.arch")));
    }
    return readable(candidates, folder);
  }

  private RedisProgram wanted(String program) throws IOException, InterruptedException {
    Path path = Path.of(program).toAbsolutePath();
    return RedisProgram.ask(program.contains("/") ? path : found(program).orElse(path))
        .filter(asked -> asked.version().isAtLeast(6, 2))
        .orElseThrow(() -> new IOException("data.redis is '" + program
            + "', which does not say that it is a redis-server or valkey-server of 6.2 or newer"));
  }

  private Optional<Path> found(String name) {
    return searched.stream()
        .map(folder -> folder.resolve(name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  private void addFromSystem(List<RedisProgram> candidates) throws InterruptedException {
    for (String name : List.of("redis-server", "valkey-server")) {
      Optional<Path> found = found(name);
      if (found.isPresent()) {
        Optional<RedisProgram> program = RedisProgram.ask(found.get());
        program.filter(asked -> asked.version().isSupported()).ifPresent(candidates::add);
        if (program.filter(asked -> asked.version().isSupported()).isEmpty()) {
          log.info(
              "Not used, since it is not known to be of 6.2 to 9: {}",
              program.map(RedisProgram::toString).orElse(found.get().toString()));
        }
      }
    }
  }

  /** One before 7.0 would not see what a newer one wrote, and begin anew beside it. */
  private static List<RedisProgram> readable(List<RedisProgram> candidates, Path folder)
      throws IOException {
    if (!Files.exists(folder.resolve("appendonlydir"))) {
      return candidates;
    }
    List<RedisProgram> readable =
        candidates.stream().filter(program -> program.version().isAtLeast(7, 0)).toList();
    if (readable.isEmpty()) {
      throw new IOException(RedisLog.newer(candidates));
    }
    return readable;
  }
}
