package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A right that is missing is found at once, not by who needs it first. */
final class MissingRightsTest {
  private static final Pattern RIGHT = Pattern.compile("(?<= )\\+([a-z|]+)");

  /** May be left out, or cannot be tried by a script: the subscriber says that of its own. */
  private static final Set<String> ELSEWHERE = Set.of(
      "client|setname",
      "info",
      "config|get",
      "ping",
      "eval",
      "evalsha",
      "subscribe",
      "unsubscribe");

  private final ConnectedRedis redis = new ConnectedRedis();
  private final FormatCheck check =
      new FormatCheck(new LogSettings(300, LogSettings.BYTES, 86_400), false, line -> {});

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  void each_right_that_the_readme_names_is_missed() throws IOException {
    List<String> rights = rights();
    assertThat(rights).contains("xrange", "publish", "smembers");
    List<String> unnoticed = new ArrayList<>();
    for (String right : rights) {
      redis.cli("ACL", "SETUSER", "default", "-" + right);
      RedisFailure failure = RedisFailure.ofAnswer(failure());
      if (failure == null || failure.kind() != RedisFailure.Kind.NO_RIGHTS) {
        unnoticed.add(right);
      }
      redis.cli("ACL", "SETUSER", "default", "+" + right);
    }
    assertThat(unnoticed).isEmpty();
    assertThat(failure()).isEmpty();
    assertThat(redis.cli("KEYS", "*")).isEqualTo(Keys.META);
  }

  @Test
  void those_for_webhooks_are_missed_only_where_there_are_some() {
    FormatCheck withHooks =
        new FormatCheck(new LogSettings(300, LogSettings.BYTES, 86_400), true, line -> {});
    for (String right : List.of("xlen", "xdel")) {
      redis.cli("ACL", "SETUSER", "default", "-" + right);
      assertThat(failure(withHooks)).isEqualTo("NOPERM no right to run " + right);
      assertThat(failure()).isEmpty();
      redis.cli("ACL", "SETUSER", "default", "+" + right);
    }
    assertThat(failure(withHooks)).isEmpty();
  }

  @Test
  void so_is_a_channel() {
    redis.cli("ACL", "SETUSER", "default", "resetchannels");
    assertThat(failure()).isEqualTo("NOPERM no right to run publish");
  }

  /** What the check fails with; empty when it does not. */
  private String failure() {
    return failure(check);
  }

  private String failure(FormatCheck of) {
    return redis.await(() -> of.check(redis.connector::send)
        .map("")
        .recover(failure -> Future.succeededFuture(failure.getMessage())));
  }

  private static List<String> rights() throws IOException {
    String rule = Files.readString(Path.of("README.md"))
        .lines()
        .filter(line -> line.startsWith("ACL SETUSER"))
        .findFirst()
        .orElseThrow();
    return RIGHT
        .matcher(rule)
        .results()
        .map(found -> found.group(1))
        .filter(right -> !ELSEWHERE.contains(right))
        .toList();
  }
}
