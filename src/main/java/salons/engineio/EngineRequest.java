package salons.engineio;

import org.jspecify.annotations.Nullable;

/**
 * What of a request tells what it is for.
 *
 * @param method in capitals
 * @param webSocket whether it asks for a WebSocket
 * @param version the query's {@code EIO}
 * @param transport the query's {@code transport}
 * @param sid the query's {@code sid}: of the session that it belongs to, null or empty for a new one
 */
public record EngineRequest(
    String method,
    boolean webSocket,
    @Nullable String version,
    @Nullable String transport,
    @Nullable String sid) {
  public boolean isHandshake() {
    return sid == null || sid.isEmpty();
  }

  /**
   * Why it is refused whatever session it belongs to, judged in the order of the server in JavaScript; null when it is not. Whether the
   * session exists, and who may connect, is for others to say.
   */
  public @Nullable EngineError refusal() {
    boolean polling = "polling".equals(transport);
    if (!polling && !"websocket".equals(transport)) {
      return EngineError.UNKNOWN_TRANSPORT;
    }
    boolean get = "GET".equals(method);
    if (isHandshake() && !get) {
      return EngineError.BAD_HANDSHAKE_METHOD;
    }
    if (polling == webSocket || !get && !"POST".equals(method)) {
      return EngineError.BAD_REQUEST;
    }
    return isHandshake() && !"4".equals(version) ? EngineError.UNSUPPORTED_VERSION : null;
  }
}
