package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at how the server is set up, as far as this instance may ask, and warns of what puts messages at risk, of each thing once. Where
 * {@code INFO} or {@code CONFIG} are forbidden it says nothing.
 */
final class ServerInspection {
  private static final Logger log = LoggerFactory.getLogger(ServerInspection.class);
  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");
  private static final int OLDEST_MAJOR = 6;
  private static final int OLDEST_MINOR = 2;

  private final Consumer<@Nullable RedisFailure> role;

  // Owned by the verticle's event loop.
  private final Set<String> warned = new HashSet<>();

  /**
   * @param role given why the server is not to be used whatever it says; null when it may be
   */
  ServerInspection(Consumer<@Nullable RedisFailure> role) {
    this.role = role;
  }

  /** Completes when it is done, and never fails. */
  Future<Void> look(Function<Request, Future<Response>> redis) {
    Future<Map<String, String>> info =
        redis.apply(Request.cmd(Command.INFO)).map(ServerInspection::info).otherwise(Map.of());
    Future<@Nullable String> save = redis
        .apply(Request.cmd(Command.CONFIG).arg("GET").arg("save"))
        .map(ServerInspection::value)
        .otherwise(forbidden -> null);
    return Future.all(info, save)
        .onSuccess(both -> judge(info.result(), save.result()))
        .mapEmpty();
  }

  private void judge(Map<String, String> info, @Nullable String save) {
    boolean replica = "slave".equals(info.get("role"));
    role.accept(replica ? new RedisFailure(RedisFailure.Kind.REPLICA, "its role is slave") : null);
    version(info.getOrDefault("redis_version", ""));
    String policy = info.getOrDefault("maxmemory_policy", "noeviction");
    if (!policy.equals("noeviction")) {
      warn("maxmemory-policy is " + policy
          + ", so Redis drops messages and people when it is full; set it to noeviction");
    }
    if ("0".equals(info.get("aof_enabled"))) {
      warn(
          "".equals(save)
              ? "Redis writes nothing to its disk, so its restart loses all that was said; set appendonly to yes"
              : "Redis writes no append-only file, so its crash loses what was said since the last snapshot; set appendonly to yes");
    }
  }

  private void version(String version) {
    Matcher numbers = VERSION.matcher(version);
    if (numbers.matches()) {
      int major = Integer.parseInt(numbers.group(1));
      int minor = Integer.parseInt(numbers.group(2));
      if (major < OLDEST_MAJOR || major == OLDEST_MAJOR && minor < OLDEST_MINOR) {
        warn("Redis " + numbers.group(1) + "." + numbers.group(2)
            + " is older than 6.2, the oldest that this program is made for");
      }
    }
  }

  private void warn(String line) {
    if (warned.add(line)) {
      log.warn("{}", line);
    }
  }

  private static Map<String, String> info(Response reply) {
    Map<String, String> info = new HashMap<>();
    reply.toString().lines().forEach(line -> {
      int colon = line.indexOf(':');
      if (colon > 0) {
        info.put(line.substring(0, colon), line.substring(colon + 1));
      }
    });
    return info;
  }

  /** Of a setting; null when there is none of that name. */
  private static @Nullable String value(Response reply) {
    return reply.size() == 2 ? reply.get(1).toString() : null;
  }
}
