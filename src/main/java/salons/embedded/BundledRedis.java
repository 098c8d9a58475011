package salons.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The redis-server program that the embedded-redis artifact carries for this platform. */
final class BundledRedis {
  private static final RedisVersion VERSION = new RedisVersion("Redis", 7, 0, 15);

  private BundledRedis() {}

  /** The resource for a platform, by Java's names of it; empty when there is none. */
  static Optional<String> resource(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String system = os.contains("linux") ? "linux" : os.contains("mac") ? "darwin" : null;
    String processor = processor(osArch.toLowerCase(Locale.ROOT));
    return system == null || processor == null
        ? Optional.empty()
        : Optional.of("/redis-server-" + VERSION.number() + "-" + system + "-" + processor);
  }

  /** What to tell somebody whose platform has no program. */
  static String unsupported(String osName, String osArch) {
    return "No Redis can be brought along for " + osName + " on " + osArch
        + ": start one (docker run -d -p 127.0.0.1:6379:6379 redis:7 redis-server --appendonly yes)"
        + " and give -Dredis.url=redis://localhost:6379.";
  }

  /** The program as it will be in a data folder. */
  static RedisProgram in(Path folder, String resource) {
    return new RedisProgram(
        folder.resolve("redis-server-" + VERSION.number()), VERSION, Optional.of(resource));
  }

  /** Puts the program where it is not yet, whole or not at all. */
  static void extract(String resource, Path program) throws IOException {
    if (Files.isExecutable(program)) {
      return;
    }
    Path part = program.resolveSibling(program.getFileName() + ".part");
    try (InputStream in = BundledRedis.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("not in the jar: " + resource);
      }
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
    }
    PrivateFiles.makeExecutable(part);
    Files.move(part, program, StandardCopyOption.ATOMIC_MOVE);
  }

  private static @Nullable String processor(String arch) {
    return switch (arch) {
      case "amd64", "x86_64" -> "amd64";
      case "aarch64", "arm64" -> "arm64";
      default -> null;
    };
  }
}
