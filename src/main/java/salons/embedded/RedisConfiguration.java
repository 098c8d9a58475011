package salons.embedded;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What stands in the {@code redis.conf} of a data folder. */
final class RedisConfiguration {
  /**
   * Commands that nothing here uses, and with which a slip, or one who found the password, does most harm. Taken from the user rather
   * than renamed: a log of commands that has one of them must still load.
   */
  private static final String WITHOUT =
      "-flushall -flushdb -swapdb -keys -debug -module -migrate -restore -replicaof -slaveof -failover"
          + " -sync -psync -config +config|get";

  private RedisConfiguration() {}

  /** @param memory bytes that data may take, 0 for any number */
  static String of(RedisVersion version, int port, String password, long memory) {
    List<String> lines = new ArrayList<>(List.of(
        "bind 127.0.0.1",
        "port " + port,
        "user default on #" + sha256(password) + " ~* &* +@all " + WITHOUT,
        "daemonize yes",
        "pidfile redis.pid",
        "logfile redis.log",
        "save \"\"",
        "appendonly yes",
        "appendfsync always",
        "aof-load-truncated yes",
        "maxmemory " + memory,
        "maxmemory-policy noeviction",
        // Of each room's log a node is allocated at once, with 4 KB by default.
        "stream-node-max-bytes 1024",
        // Who does not read is cut off. A page of a room has 256 KB, and few are under way at once.
        "client-output-buffer-limit normal 64mb 16mb 30",
        "maxclients 1000",
        "tcp-keepalive 60",
        "timeout 300"));
    if (version.isAtLeast(7, 0)) {
      lines.add("maxmemory-clients 256mb");
    }
    return String.join("\n", lines) + "\n";
  }

  private static String sha256(String password) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256")
              .digest(password.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
