package salons.engineio;

/** The application above a session. It is called in the session's own thread, and may call the session back. */
public interface EngineHandler {
  /**
   * A message of text: UTF-8, from {@code from} up to {@code to}. What came by a POST was checked to be valid, what came by a WebSocket
   * was not. The bytes are the caller's again afterwards.
   */
  void onText(byte[] bytes, int from, int to);

  /** A binary message. The bytes are the handler's. */
  void onBinary(byte[] bytes);

  /** More has come than is handed on at once: {@link EngineSession#goOn} is to be called, later, so that others have their turn. */
  void onMore();

  /** The client answered a ping: it lives. */
  default void onPong() {}

  /**
   * A poll or a completed upgrade took something of what waited. What is sent to a session on a WebSocket never waits here, and is not
   * told.
   *
   * @param waiting bytes that wait still
   */
  default void onSent(long waiting) {}

  /** The WebSocket has replaced polling, and what had waited was written to it: see {@link EngineSession#isOnSocket}. */
  default void onUpgraded() {}

  /** The session is over: told exactly once. Nothing else is told afterwards. */
  void onClosed(CloseReason why);
}
