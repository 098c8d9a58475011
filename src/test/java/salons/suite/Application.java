package salons.suite;

import salons.engineio.EngineHandler;
import salons.engineio.EngineSession;

/** What stands above one session. */
interface Application extends EngineHandler {
  /** The session exists; the client has not heard of it yet. */
  void opened(EngineSession session);

  /** Called every few milliseconds. */
  default void tick(long nowMs) {}
}
