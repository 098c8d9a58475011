package salons.web;

import salons.async.FairQueue;

/** One WebSocket as bytes: frames go out, fragments of text come in. Confined to the event loop of its socket. */
interface WebSocketTransport extends Transport {
  /** Hears what comes in: our side of it. */
  interface Listener {
    /**
     * A whole text, or a fragment of one, or of a binary message but its first.
     *
     * @param bytes the caller's again after this call
     * @param last whether the text ends here
     */
    void onText(byte[] bytes, int length, boolean last);

    /**
     * A whole binary message, or the first fragment of one: its others come as those of texts do.
     *
     * @param bytes the caller's again after this call
     * @param last whether the message ends here
     */
    void onBinary(byte[] bytes, int length, boolean last);

    /** The client lives: something came, if only a pong. */
    void onActivity();

    /** More than {@link Transport#MUCH} waits for the reader, or by now less than half of it. */
    void onWaiting(boolean much);

    /** {@link Transport#holds} has grown. */
    void onHolding();

    /** What came cannot be a frame, or is too big for one; whatever else comes is dropped. */
    void onViolation(boolean tooBig);

    /** The connection is closed. */
    void onClosed();
  }

  /**
   * Begins; to be called once, in the tick that made this. What was written before goes first.
   *
   * @param turns in which what comes in is handed on
   */
  void open(Listener listener, FairQueue turns);

  /** Ends the connection behind all that was flushed, without a close frame where that can be; what is written later is dropped. */
  void hangUp();
}
