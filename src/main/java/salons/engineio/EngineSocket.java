package salons.engineio;

/** A WebSocket. It keeps the order of what is sent, and closes behind it. */
public interface EngineSocket {
  /** The status of a close without complaint (RFC 6455). */
  int NORMAL = 1000;

  /** The status of a close because a message was larger than {@link EngineSettings#maxPayload} (RFC 6455). */
  int TOO_BIG = 1009;

  /** Sends a frame of text. The packet may be shared with other sessions: it is not to be written to. */
  void send(byte[] packet);

  /** Sends a binary frame. */
  void sendBinary(byte[] data);

  /** {@link EngineSession#socketGone} need not be called for it any more. */
  void close(int status);

  /**
   * Ends the connection without a close, for the client to begin anew: that in Java hears of a close only when no ping came for long. {@link
   * EngineSession#socketGone} need not be called for it any more.
   */
  void hangUp();
}
