package salons.faults;

import io.vertx.core.json.JsonObject;

/**
 * One way of a visitor to an instance, over one connection after the other. Frames are the native ones, whatever is on the wire. All on
 * one context.
 */
interface Line {
  /** The visitor's side. */
  interface Listener {
    /**
     * Frames go through from now on.
     *
     * @param recovered whether the visitor is in its rooms as before, and is told what it missed
     */
    void onConnected(boolean recovered);

    void onFrame(JsonObject frame);

    /** The connection is gone, or was not to be had; not called for one that was {@link #cut} or left. */
    void onLost();

    /** What no instance may ever do. */
    void onBroken(String what);
  }

  void connect(int port);

  /** Frames behind it wait, where clients of this kind let them wait, for a connection. */
  void send(JsonObject frame);

  /** Whether what is sent without a connection goes out later. */
  boolean isBuffering();

  /** Has the instance say something, in whatever room. */
  void ask(String room);

  /** Loses the connection. */
  void cut();

  /** Leaves the connection open without ever reading or answering on it again. */
  void vanish();

  /** Reads nothing for so long. */
  void stopReading(long ms);

  /** How long to wait before connection number {@code attempt}, from 0, since the last that was to be had. */
  long backoffMs(int attempt);
}
