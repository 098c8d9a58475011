package salons.web;

import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import salons.protocol.Bye;
import salons.room.Delivery;
import salons.web.WebSocketFraming.Frames;

/**
 * What goes out by one transport, and whether anybody takes it: bounded, flushed once a tick, and ended when the client is gone or too
 * slow. Confined to the event loop of its transport.
 */
final class TransportOutbound
    implements Outbound, JsonReplies.Sink, Flusher.Flushable, Backlog.Holder {
  /** Whose outbound side this is. */
  interface Owner {
    /** What the delivery is for this client, ready to be sent; most often the same as for others. */
    Frames frames(Delivery delivery);

    /** The goodbye, as the client is told it. */
    byte[] text(Bye bye);

    /** Bytes of memory that are kept of what came and is not whole yet, besides those of the transport. */
    long keeps();

    /** This side begins to close: nothing more goes out but a goodbye. */
    void onEnding();
  }

  /** Bytes of answers that one client is given before others have their turn. */
  private static final int MOST_A_TURN = Transport.MUCH;

  /** Who was too slow comes back spread over this time. */
  private static final long RETRY_WITHIN_MS = 2_000;

  private final Transport transport;
  private final LoopContext loop;
  private final Replies replies;
  private final Owner owner;
  private @Nullable Runnable flushed;
  private boolean dirty;
  private boolean closing;
  /** Why the client is not heard: a bit for each {@link Outbound.Pause}. */
  private byte pauses;

  private int saidThisTurn;
  /** Null unless there is something long to be told. */
  private @Nullable Pieces pieces;

  private Bye.@Nullable Reason reason;

  // Seconds by the loop's clock.
  private int activeAt;
  private int behindSince;
  private int closingSince;
  private long sentBefore;

  /**
   * @param replies makes what answers the client, by what sends its words
   */
  TransportOutbound(
      Transport transport,
      LoopContext loop,
      Owner owner,
      Function<JsonReplies.Sink, Replies> replies) {
    this.transport = transport;
    this.loop = loop;
    this.owner = owner;
    this.replies = replies.apply(this);
    this.activeAt = loop.connections.seconds();
    this.behindSince = activeAt;
  }

  @Override
  public Replies replies() {
    return replies;
  }

  @Override
  public void say(byte[] frame) {
    loop.backlog.makeRoom();
    if (isTaken()) {
      write(loop.framing.frame(frame));
      saidThisTurn += frame.length;
      if (saidThisTurn >= MOST_A_TURN) {
        pause(Pause.TURN);
      }
      loop.flusher.flushIfMuch();
    }
  }

  @Override
  public void deliver(Delivery delivery) {
    if (isTaken()) {
      write(owner.frames(delivery));
    }
  }

  /** Whether anything more goes out; who is too slow is sent away here. */
  private boolean isTaken() {
    if (!closing && transport.isFull() && transport.waiting() > Transport.MOST_WAITING) {
      endAsTooSlow();
    }
    return !closing;
  }

  private void write(Frames frames) {
    transport.write(frames);
    if (!dirty) {
      dirty = true;
      loop.flusher.flushLater(this);
    }
  }

  @Override
  public void flush() {
    dirty = false;
    transport.flush();
    if (saidThisTurn != 0) {
      saidThisTurn = 0;
      resume(Pause.TURN);
    }
    if (flushed != null) {
      flushed.run();
    }
  }

  @Override
  public void afterFlush(@Nullable Runnable behindFlush) {
    this.flushed = behindFlush;
  }

  @Override
  public void pause(Pause why) {
    // While closing it must be heard: its own close frame is waited for.
    if (!closing) {
      if (pauses == 0) {
        transport.pause();
      }
      pauses |= (byte) why.bit;
    }
  }

  @Override
  public void resume(Pause why) {
    byte left = (byte) (pauses & ~why.bit);
    if (pauses != 0 && left == 0) {
      transport.resume();
    }
    pauses = left;
  }

  /** More waits than is good, or by now little. */
  void onWaiting(boolean much) {
    if (much) {
      pause(Pause.WAITING);
    } else {
      resume(Pause.WAITING);
      tryNextPiece();
    }
  }

  @Override
  public void whenReady(Supplier<Future<Void>> next) {
    if (!closing) {
      if (pieces == null) {
        pieces = new Pieces(() -> !closing && !transport.isFull(), loop.turns::doLongLater);
      }
      pieces.add(next);
    }
  }

  @Override
  public void inTurn(Runnable work) {
    loop.turns.doLong(work);
  }

  private void tryNextPiece() {
    if (pieces != null) {
      pieces.tryNext();
    }
  }

  // What is kept for the client, or of it

  /** {@link #holds} has grown. */
  void onHolding() {
    if (!closing) {
      loop.backlog.changed(this);
    }
  }

  @Override
  public long holds() {
    return transport.holds() + owner.keeps();
  }

  @Override
  public long hunger() {
    return Math.max(holds(), transport.waiting());
  }

  @Override
  public void shed() {
    endAsTooSlow();
  }

  @Override
  public void abort() {
    transport.abort();
  }

  // Whether the client lives, and reads

  /** Something came from the client. */
  void onActivity() {
    activeAt = loop.connections.seconds();
  }

  /** To be called once a second. */
  void checkLiveness(int now) {
    LivenessTimes times = loop.settings.liveness();
    // Who is not heard cannot be blamed for silence.
    activeAt = pauses == 0 ? activeAt : now;
    int silent = now - activeAt;
    if (silent >= times.goneAfterS() || closing && now - closingSince >= times.closedWithinS()) {
      close(null);
      transport.abort();
    } else if (silent == times.pingAfterS()) {
      transport.ping();
    }
    tryNextPiece();
    long sent = transport.sent();
    if (transport.waiting() == 0 || sent > sentBefore) {
      behindSince = now;
    } else if (now - behindSince >= times.behindS()) {
      endAsTooSlow();
    }
    sentBefore = sent;
  }

  private void endAsTooSlow() {
    // What is said behind a flush may send others away, and this may be amid a delivery to all.
    flushed = null;
    end(Bye.comeBack(Bye.Reason.TOO_SLOW, RETRY_WITHIN_MS));
  }

  // The end

  @Override
  public void end(Bye bye) {
    end(bye, CloseCode.of(bye.reason()));
  }

  /** Ends with a code of WebSocket's own. */
  void end(Bye bye, CloseCode code) {
    if (!closing) {
      flush();
    }
    // What runs behind a flush may have ended it as too slow.
    if (!closing) {
      close(bye.reason());
      owner.onEnding();
      // Past all that could still say something: it is the last frame.
      transport.write(loop.framing.frame(owner.text(bye)));
      transport.close(code.code, code.reason);
    }
  }

  @Override
  public boolean isEnded() {
    return closing;
  }

  /** The client is gone: nothing can go out any more. */
  void onClosed() {
    close(null);
    loop.meters.disconnected(reason);
    loop.backlog.gone(this);
  }

  private void close(Bye.@Nullable Reason why) {
    if (!closing) {
      closing = true;
      reason = why;
      closingSince = loop.connections.seconds();
      pieces = null;
      // Reads on, to see the client's own close frame.
      pauses = 0;
      transport.resume();
    }
  }
}
