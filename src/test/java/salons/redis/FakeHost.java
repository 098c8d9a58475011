package salons.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import salons.protocol.RoomName;
import salons.room.Presence;

/** What surrounds a room, without Redis: keeps what it is told, and the calls until the test completes them. */
final class FakeHost implements RoomPresence.Host {
  record Call(
      PresenceScript.Caller caller, List<String> names, Promise<PresenceScript.Outcome> outcome) {}

  final Deque<Call> calls = new ArrayDeque<>();
  final List<RoomPresence> retried = new ArrayList<>();
  final List<Presence> told = new ArrayList<>();
  final List<Integer> listed = new ArrayList<>();
  boolean up = true;

  @Override
  public boolean isUp() {
    return up;
  }

  @Override
  public String incarnation() {
    return "this";
  }

  @Override
  public Future<PresenceScript.Outcome> call(
      RoomName room, PresenceScript.Caller caller, List<String> names) {
    Promise<PresenceScript.Outcome> outcome = Promise.promise();
    calls.add(new Call(caller, names, outcome));
    return outcome.future();
  }

  @Override
  public void hasNews(RoomPresence presence) {}

  @Override
  public void tell(RoomName room, Presence presence) {
    told.add(presence);
  }

  @Override
  public void list(RoomName room, int count) {
    listed.add(count);
  }

  @Override
  public void retry(RoomPresence presence) {
    retried.add(presence);
  }
}
