package salons.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import salons.protocol.Person;
import salons.protocol.RoomName;
import salons.protocol.RoomRules;
import salons.protocol.Target;
import salons.room.ModerationDraft;
import salons.room.Receipt;
import salons.room.RulesService;

/** What holds in rooms, in Redis, as the other event loops see it over the bus. */
final class RedisRules implements RulesService {
  private final RedisConnector connector;
  private final RoomCalls calls;
  private final ModerateScript script;
  private final RulesReader reader;
  private final LogSettings settings;
  private final Script own = Script.named("room.lua", "rules.lua", "own.lua");
  private final Script addresses = Script.named("room.lua", "rules.lua", "addresses.lua");
  private final Script turn = Script.named("room.lua", "turn.lua");

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
  public Future<Long> takeTurn(RoomName room, String by, int seconds) {
    return turn.run(connector, 1, List.of(Keys.of(room).turns(), by, seconds))
        .map(Response::toLong);
  }

  @Override
  public Future<RoomRules> of(RoomName room) {
    return reader.of(room);
  }
}
