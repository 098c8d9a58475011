package salons.web;

import salons.room.LogPage;
import salons.web.WebSocketFraming.Frames;

/** The way of bytes to one client, whatever it goes by, as an {@link Outbound} writes to it. Confined to the event loop of its session. */
interface Transport {
  /** Bytes that may wait in it before its client is told nothing more that can wait, and not heard. */
  int MUCH = 256 << 10;

  /** Bytes that may wait in it before its reader counts as too slow: 1 MiB, and the page or piece in hand. */
  int MOST_WAITING = (1 << 20) + LogPage.MOST_BYTES;

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
