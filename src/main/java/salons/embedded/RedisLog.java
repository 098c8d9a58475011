package salons.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The log of the redis-server of a folder: what it said last, in words. Blocks. */
final class RedisLog {
  /** Of the end of the log, whatever its size. */
  private static final int READ_BYTES = 16_384;

  private static final long ROTATED_FROM_BYTES = 1_048_576;
  private static final int MOST_LINES = 2;

  /** {@code 123:M 30 Nov 2026 09:14:34.123 # …}, where {@code #} is for warnings. */
  private static final Pattern PREFIX =
      Pattern.compile("^\\d+:[A-Z] \\d+ \\w+ \\d+ [0-9:.]+ (?=[.*#-] )");

  /** Each life of a server begins with it. */
  private static final String STARTING = "oO0OoO0OoO0Oo";

  private static final Pattern DISK_FULL = Pattern.compile(
      "No space left on device|Disk quota exceeded|Short write while writing to the AOF file");
  private static final String NEWER = "Can't handle RDB format version";

  private final Path file;

  RedisLog(Path folder) {
    file = folder.resolve("redis.log");
  }

  /** To be called before a start; returns where the server is to write. */
  Path open() throws IOException {
    if (Files.exists(file) && Files.size(file) > ROTATED_FROM_BYTES) {
      Path old = file.resolveSibling(file.getFileName() + ".old");
      Path moved = Files.move(file, old, StandardCopyOption.REPLACE_EXISTING);
      assert moved.equals(old);
    }
    PrivateFiles.create(file);
    return file;
  }

  /** Why the last server ended, as far as it said so. Never fails. */
  String lastWords() {
    try {
      List<String> life = lastLife();
      Deque<String> warnings = new ArrayDeque<>();
      for (int i = life.size() - 1; i >= 0 && warnings.size() < MOST_LINES; i--) {
        String line = PREFIX.matcher(life.get(i)).replaceFirst("");
        boolean formatted = !line.equals(life.get(i));
        if (formatted ? !line.startsWith("# ") : !warnings.isEmpty()) {
          break;
        }
        warnings.addFirst(formatted ? line.substring(2) : line.strip());
      }
      return inWords(String.join(" / ", warnings));
    } catch (IOException e) {
      return "its redis.log cannot be read";
    }
  }

  /** Whether the last server ended because the data were written by a newer one. */
  boolean saysThatDataAreNewer() throws IOException {
    return lastLife().stream().anyMatch(line -> line.contains(NEWER));
  }

  /** What is to be done when none of these can read the data. */
  static String newer(List<RedisProgram> programs) {
    return "its data were written by a newer Redis than "
        + programs.stream().map(RedisProgram::toString).collect(Collectors.joining(" and "))
        + ": install that one, or name it by data.redis";
  }

  /** What the system or Redis says technically, so that everybody knows what to do. */
  static String inWords(String technical) {
    if (technical.isEmpty()) {
      return "it said nothing, as when it is killed";
    }
    return DISK_FULL.matcher(technical).find() ? "the disk is full (" + technical + ")" : technical;
  }

  private List<String> lastLife() throws IOException {
    String tail = tail();
    return tail.substring(Math.max(0, tail.lastIndexOf(STARTING)))
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  private String tail() throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, log.length() - READ_BYTES);
      byte[] bytes = new byte[(int) (log.length() - from)];
      log.seek(from);
      log.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}&&[^\\n]]", "");
    }
  }
}
