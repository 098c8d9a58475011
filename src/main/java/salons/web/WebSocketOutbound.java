package salons.web;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import salons.protocol.Bye;
import salons.protocol.ServerFrames;
import salons.room.Delivery;
import salons.web.WebSocketFraming.Frames;

/**
 * What goes out on one WebSocket, and whether anybody takes it: bounded, flushed once a tick, and ended when the client is gone or too
 * slow. Confined to the event loop of its socket.
 */
final class WebSocketOutbound implements Outbound, JsonReplies.Sink, Flusher.Flushable {
  /** Whose outbound side this is. */
  interface Owner {
    /** This side begins to close: nothing more goes out but a goodbye. */
    void onEnding();
  }

  /** Bytes of answers that may wait for a reader who goes on asking. */
  private static final long MOST_ANSWERS_WAITING = 8 << 20;

  /** Who was too slow comes back spread over this time. */
  private static final long RETRY_WITHIN_MS = 2_000;

  private final Transport transport;
  private final LoopContext loop;
  private final Replies replies = new JsonReplies(this);
  private final Owner owner;
  private @Nullable Runnable flushed;
  private boolean dirty;
  private boolean closing;
  private Bye.@Nullable Reason reason;

  // Seconds by the loop's clock.
  private int activeAt;
  private int behindSince;
  private int closingSince;

  private long sentBefore;

  /** Bytes of answers that may wait beyond the bound for deliveries: they may be as large as a history. */
  private long allowance;

  WebSocketOutbound(Transport transport, LoopContext loop, Owner owner) {
    this.transport = transport;
    this.loop = loop;
    this.owner = owner;
    this.activeAt = loop.connections.seconds();
    this.behindSince = activeAt;
  }

  @Override
  public Replies replies() {
    return replies;
  }

  @Override
  public void say(byte[] frame) {
    if (closing) {
      return;
    }
    if (transport.isFull() && transport.waiting() > MOST_ANSWERS_WAITING) {
      endAsTooSlow();
      return;
    }
    allowance += frame.length;
    write(loop.framing.frame(List.of(frame)));
  }

  @Override
  public void deliver(Delivery delivery) {
    if (closing) {
      return;
    }
    if (transport.isFull() && transport.waiting() > Transport.MOST_WAITING + allowance) {
      endAsTooSlow();
      return;
    }
    write(loop.framing.frames(delivery));
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
    if (flushed != null) {
      flushed.run();
    }
  }

  @Override
  public void afterFlush(@Nullable Runnable behindFlush) {
    this.flushed = behindFlush;
  }

  @Override
  public void pause() {
    // While closing it must be heard: its own close frame is waited for.
    if (!closing) {
      transport.pause();
    }
  }

  @Override
  public void resume() {
    transport.resume();
  }

  // Whether the client lives, and reads

  /** Something came from the client. */
  void onActivity() {
    activeAt = loop.connections.seconds();
  }

  /** To be called once a second. */
  void checkLiveness(int now) {
    LivenessTimes times = loop.settings.liveness();
    int silent = now - activeAt;
    if (silent >= times.goneAfterS() || closing && now - closingSince >= times.closedWithinS()) {
      close(null);
      transport.abort();
    } else if (silent == times.pingAfterS()) {
      transport.ping();
    }
    long sent = transport.sent();
    if (transport.waiting() == 0) {
      allowance = 0;
      behindSince = now;
    } else if (sent > sentBefore) {
      behindSince = now;
    } else if (now - behindSince >= times.behindS()) {
      endAsTooSlow();
    }
    sentBefore = sent;
  }

  private void endAsTooSlow() {
    end(new Bye(Bye.Reason.TOO_SLOW, ThreadLocalRandom.current().nextLong(RETRY_WITHIN_MS)));
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
      endNow(bye, code);
    }
  }

  private void endNow(Bye bye, CloseCode code) {
    // What runs behind a flush may have ended it as too slow.
    if (!closing) {
      close(bye.reason());
      owner.onEnding();
      // Past all that could still say something: it is the last frame.
      transport.write(loop.framing.frame(List.of(ServerFrames.bye(bye))));
      transport.close(code.code, code.reason);
      // Reads on, to see the client's own close frame.
      transport.resume();
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
  }

  private void close(Bye.@Nullable Reason why) {
    if (!closing) {
      closing = true;
      reason = why;
      closingSince = loop.connections.seconds();
    }
  }
}
