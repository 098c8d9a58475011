package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import salons.protocol.Limits;

/** Calls presence.lua. */
final class PresenceScript {
  private static final int KEYS = 2;

  /** Where the lines of the reply begin. */
  private static final int LINES = 5;

  /**
   * What a call did.
   *
   * @param held how many people the incarnation has in the room
   * @param others the other incarnations that have people there; none for a {@link Extent#DELTA}
   */
  record Outcome(PresenceDelta delta, int held, List<String> others) {}

  /** How much a call says. */
  enum Extent {
    DELTA("delta"),
    /** Also that what is kept of the room is to be kept on. */
    REFRESH("refresh"),
    /** All that the incarnation has. */
    FULL("full");

    /** What the script calls it. */
    final String word;

    Extent(String word) {
      this.word = word;
    }
  }

  /**
   * Who speaks for how much, and what they know.
   *
   * @param former an incarnation that gives up all it has in the room, or an empty text
   * @param version what is known of the room; 0 to be told all of it
   */
  record Caller(String incarnation, String former, long version, Extent extent) {
    /** Whoever compares is told the whole room: what was forged under the right version is found by nothing else. */
    private long toldBehind() {
      return extent == Extent.DELTA ? version : 0;
    }
  }

  private final RedisConnector connector;
  private final long ttlS;
  private final List<String> hooks;
  private final RedisMeters meters;
  private final Script script = Script.named("outbox.lua", "presence.lua");

  /**
   * @param hooks who is to be told who came and left
   */
  PresenceScript(
      RedisConnector connector, PresenceTimes times, List<String> hooks, RedisMeters meters) {
    this.connector = connector;
    this.hooks = List.copyOf(hooks);
    this.meters = meters;
    this.ttlS = times.peopleTtlS();
  }

  /**
   * Changes who is in a room.
   *
   * @param people behind {@code +} who came, behind {@code -} who left, each {@linkplain salons.protocol.Person#encoded encoded}
   */
  Future<Outcome> call(Keys keys, Caller caller, Collection<String> people) {
    meters.presenceCall();
    List<Object> arguments = new ArrayList<>(List.of(keys.members(), keys.presence()));
    arguments.addAll(keys.outboxes(hooks));
    arguments.addAll(List.of(
        keys.channel(),
        caller.incarnation,
        caller.former,
        ttlS,
        caller.toldBehind(),
        Limits.NAMES,
        caller.extent.word));
    arguments.addAll(people);
    return script.run(connector, KEYS + hooks.size(), arguments).map(PresenceScript::outcome);
  }

  private static Outcome outcome(Response reply) {
    List<String> lines = new ArrayList<>(reply.size() - LINES);
    for (int i = LINES; i < reply.size(); i++) {
      lines.add(reply.get(i).toString());
    }
    boolean full = reply.get(LINES - 1).toInteger() == 1;
    PresenceDelta delta = new PresenceDelta(
        reply.get(0).toLong(), reply.get(1).toInteger(), full, List.copyOf(lines));
    return new Outcome(delta, reply.get(2).toInteger(), others(reply.get(3).toString()));
  }

  /** The names, each of which stands behind a blank. */
  private static List<String> others(String names) {
    return names.isEmpty() ? List.of() : List.of(names.substring(1).split(" ", -1));
  }
}
