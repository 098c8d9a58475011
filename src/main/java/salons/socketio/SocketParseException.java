package salons.socketio;

/** What came is no packet: the transport it came by is to be closed. Holds no stack: a client's mistake is no event of ours. */
public final class SocketParseException extends Exception {
  private static final long serialVersionUID = 1L;

  SocketParseException(String message) {
    super(message, null, false, false);
  }
}
