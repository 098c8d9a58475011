package salons.web;

import salons.web.WebSocketFraming.Frames;

/** One WebSocket below its session: frames go out, pieces of text come in. Confined to the event loop of its socket. */
interface Transport {
  /** Bytes that may wait in the socket before its reader counts as too slow. */
  int MOST_WAITING = 1 << 20;

  /** Who hears what comes in. */
  interface Listener {
    /**
     * A whole text, or a piece of one.
     *
     * @param bytes the caller's again after this call
     * @param last whether the text ends here
     */
    void text(byte[] bytes, int length, boolean last);

    void binary();

    /** The peer lives: something came, if only a pong. */
    void heard();

    /** What came cannot be a frame, or is too big for one; whatever else comes is dropped. */
    void violated(boolean tooBig);

    /** The connection is closed. */
    void gone();
  }

  /** Begins; to be called once, in the turn that made this. What was written before goes first. */
  void open(Listener peer);

  /** Adds to what {@link #flush} will send; the frames stay the caller's, and must live until then. */
  void write(Frames frames);

  /** Sends what was written, at once as far as the peer takes it. */
  void flush();

  /** Asks whether the peer lives. */
  void ping();

  /** Says goodbye behind all that was flushed; what is written later is dropped. */
  void close(short code, String reason);

  /** Cuts the connection without a word. */
  void abort();

  void pause();

  void resume();

  /** Whether {@link #MOST_WAITING} is exceeded; cheap. */
  boolean isFull();

  /** Bytes that wait for the reader. */
  long waiting();

  /** Grows with every byte that the reader took of what had to wait. */
  long sent();
}
