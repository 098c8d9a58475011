package salons.room;

import io.vertx.core.Future;
import java.util.List;

/** The saved sessions, asked over the bus. */
final class BusSavedSessions implements SavedSessions {
  private static final String SAVE = "sessions.save";
  private static final String FIND = "sessions.find";

  private final LocalBus bus;

  BusSavedSessions(LocalBus bus) {
    this.bus = bus;
  }

  static Future<Void> serve(LocalBus bus, SavedSessions sessions) {
    return Future.all(List.of(
            bus.<Saved>receive(SAVE, sessions::save),
            bus.<String, List<SavedRoom>>answer(FIND, sessions::find)))
        .mapEmpty();
  }

  /** Whoever does not serve any more keeps nothing. */
  @Override
  public void save(Saved session) {
    bus.send(SAVE, session).onFailure(stopped -> {});
  }

  @Override
  public Future<List<SavedRoom>> find(String secret) {
    return bus.ask(FIND, secret, LocalBus.REPLY_TIMEOUT_MS);
  }
}
