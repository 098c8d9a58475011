package salons.web;

import salons.async.FairQueue;
import salons.room.LogPage;
import salons.web.WebSocketFraming.Frames;

/** One WebSocket as bytes: frames go out, fragments of text come in. Confined to the event loop of its socket. */
interface Transport {
  /** Bytes that may wait in the socket before its client is told nothing more that can wait, and not heard. */
  int MUCH = 256 << 10;

  /** Bytes that may wait in the socket before its reader counts as too slow: 1 MiB, and the page or piece in hand. */
  int MOST_WAITING = (1 << 20) + LogPage.MOST_BYTES;

  /** Hears what comes in: our side of it. */
  interface Listener {
    /**
     * A whole text, or a fragment of one.
     *
     * @param bytes the caller's again after this call
     * @param last whether the text ends here
     */
    void onText(byte[] bytes, int length, boolean last);

    void onBinary();

    /** The client lives: something came, if only a pong. */
    void onActivity();

    /** More than {@link #MUCH} waits for the reader, or by now less than half of it. */
    void onWaiting(boolean much);

    /** {@link #holds} has grown. */
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

  /** Adds to what {@link #flush} will send; the frames stay the caller's, and must live until then. */
  void write(Frames frames);

  /** Sends what was written, at once as far as the client takes it. */
  void flush();

  /** Asks whether the client lives. */
  void ping();

  /** Says goodbye behind all that was flushed; what is written later is dropped. */
  void close(short code, String reason);

  /** Cuts the connection without a word. */
  void abort();

  /** Hands on nothing more, also of what came before. */
  void pause();

  /** Goes on with what came meanwhile, later. */
  void resume();

  /** Whether more than {@link #MUCH} was flushed and waits for the reader; cheap. */
  boolean isFull();

  /** Bytes that wait for the reader, flushed or not. */
  long waiting();

  /** Bytes of memory that this one socket keeps: those that wait, but for what it shares with others, and those that are no frame yet. */
  long holds();

  /** Grows with every byte that the reader took. */
  long sent();
}
