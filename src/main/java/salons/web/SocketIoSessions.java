package salons.web;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import salons.engineio.SessionIds;
import salons.room.NewRooms;

/** The clients of Socket.IO on all event loops of an instance, and the ids that they go by. Thread-safe. */
final class SocketIoSessions {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int PUBLIC_BYTES = 15;
  private static final int SECRET_BYTES = 18;
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{24}");

  /** The id of a session is a secret of its client, and names this instance. */
  private final SessionIds ids;

  private final RefusalLog log = new RefusalLog();
  private final Map<String, SocketIoEndpoint> all = new ConcurrentHashMap<>();

  SocketIoSessions(String instance) {
    this.ids = new SessionIds(instance, RANDOM);
  }

  /**
   * Begins with a new client.
   *
   * @param loop to be called on
   * @param uncount called when the client does not poll any more
   */
  SocketIoEndpoint open(LoopContext loop, NewRooms newRooms, Runnable uncount) {
    String sid = ids.next();
    SocketIoEndpoint client = new SocketIoEndpoint(sid, loop, this, newRooms, uncount);
    all.put(sid, client);
    loop.connections.add(client);
    return client;
  }

  void remove(String sid) {
    all.remove(sid);
  }

  /** To be spoken to on its own event loop only. */
  @Nullable
  SocketIoEndpoint find(String sid) {
    return all.get(sid);
  }

  /** Where it is said whose requests cannot be taken. */
  RefusalLog log() {
    return log;
  }

  /** What a client is called, which it may tell others. */
  static String publicId() {
    return random(PUBLIC_BYTES);
  }

  /** By which a client goes on with its session after its connection is gone. */
  static String newSecret() {
    return random(SECRET_BYTES);
  }

  static boolean isSecret(String text) {
    return SECRET.matcher(text).matches();
  }

  private static String random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }
}
