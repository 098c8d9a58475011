package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import salons.protocol.Person;
import salons.protocol.RoomName;
import salons.protocol.RoomRules;
import salons.protocol.Target;
import salons.room.ModerationDraft;
import salons.room.Receipt;
import salons.room.RulesService;

/** What holds in rooms, in Redis, as the other event loops see it over the bus. */
final class RedisRules implements RulesService {
  /** How long it may take until who looks once hears of other rules. */
  private static final long RECENT_NS = TimeUnit.SECONDS.toNanos(1);

  private static final int MOST_RECENT = 10_000;

  /**
   * What was read of a room.
   *
   * @param at by {@link System#nanoTime}
   */
  private record Recent(Future<RoomRules> rules, long at) {
    boolean isOver(long now) {
      return now - at >= RECENT_NS;
    }
  }

  private final RedisConnector connector;
  private final RoomCalls calls;
  private final ModerateScript script;
  private final RulesReader reader;
  private final LogSettings settings;
  private final Script own = Script.named("room.lua", "rules.lua", "own.lua");
  private final Script addresses = Script.named("room.lua", "rules.lua", "addresses.lua");
  private final Script turn = Script.named("room.lua", "turn.lua");

  /** What was read last stands last. */
  private final Map<RoomName, Recent> recent = new LinkedHashMap<>();

  RedisRules(
      RedisConnector connector,
      RoomCalls calls,
      ModerateScript script,
      RulesReader reader,
      LogSettings settings) {
    this.connector = connector;
    this.calls = calls;
    this.script = script;
    this.reader = reader;
    this.settings = settings;
  }

  @Override
  public Future<Receipt> moderate(ModerationDraft draft) {
    return calls.run(
        draft.moderate().room(), draft.moderate().id() != null, () -> script.call(draft));
  }

  @Override
  public void own(RoomName room, Person person) {
    String by = person.by();
    if (by != null) {
      calls.run(room, true, () -> change(own, room, List.of(by))).onFailure(nobodyWaits -> {});
    }
  }

  @Override
  public void banAddresses(RoomName room, Target whom, Set<String> hashes) {
    List<Object> banned = new ArrayList<>(hashes);
    banned.add(0, whom.key());
    calls.run(room, true, () -> change(addresses, room, banned)).onFailure(nobodyWaits -> {});
  }

  private Future<Response> change(Script change, RoomName room, List<?> what) {
    Keys keys = Keys.of(room);
    List<Object> arguments = new ArrayList<>(
        List.of(keys.log(), keys.logState(), settings.ttlSeconds(), keys.channel()));
    arguments.addAll(what);
    return change.run(connector, 2, arguments);
  }

  @Override
  public Future<Long> takeTurn(RoomName room, String whom, int seconds) {
    return turn.run(connector, 1, List.of(Keys.of(room).turns(), whom, seconds))
        .map(Response::toLong);
  }

  @Override
  public Future<RoomRules> of(RoomName room) {
    long now = System.nanoTime();
    forget(now);
    Recent known = recent.get(room);
    if (known != null) {
      return known.rules;
    }
    Recent asked = new Recent(reader.of(room), now);
    recent.put(room, asked);
    return asked.rules.onFailure(unreachable -> recent.remove(room, asked));
  }

  private void forget(long now) {
    Iterator<Recent> oldest = recent.values().iterator();
    while (oldest.hasNext() && (oldest.next().isOver(now) || recent.size() > MOST_RECENT)) {
      oldest.remove();
    }
  }
}
