package salons.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.engineio.CloseReason;
import salons.engineio.EngineHandler;
import salons.engineio.EngineSession;
import salons.engineio.Outgoing;
import salons.web.WebSocketFraming.Frames;

/**
 * A client of Engine.IO as one transport, whether it polls or has a WebSocket by now: then what is written goes straight to it. The texts of
 * all frames are packets of Engine.IO. Confined to the event loop of its session.
 */
final class EngineTransport implements Transport, EngineHandler {
  /** Hears what comes in: our side of it. */
  interface Listener {
    /** A message of text, from index {@code from} to before {@code to}; the bytes are the caller's again after this call. */
    void onText(byte[] bytes, int from, int to);

    void onBinary(byte[] bytes);

    /** More than {@link Transport#MUCH} waits for the client, or by now less than half of it. */
    void onWaiting(boolean much);

    /** {@link Transport#holds} has grown. */
    void onHolding();

    /** The client does not poll any more, but has a WebSocket. */
    void onUpgraded();

    /** The client is gone. */
    void onClosed();
  }

  /** Bytes of memory that frames take which wait for a poll, besides their texts. */
  private static final int FRAMES_OVERHEAD = 160;

  private final LoopContext loop;
  private final Listener listener;
  private final EngineSession engine;

  /** The WebSocket, when the client has come over to it. */
  private @Nullable EngineWebSocket socket;

  /** The one that it may come over to. */
  private @Nullable EngineWebSocket probed;

  /** Bytes of what waits for a poll that other clients share. */
  private long shared;

  /** Frames that wait for a poll. */
  private int queued;

  private long sentByPolls;
  private boolean much;
  private boolean paused;

  /** Null unless something is held back. */
  private @Nullable HeldBack held;

  EngineTransport(String sid, LoopContext loop, Listener listener) {
    this.loop = loop;
    this.listener = listener;
    this.engine = new EngineSession(sid, loop.settings.engine(), this, loop.connections.nowMs());
  }

  EngineSession engine() {
    return engine;
  }

  void beginOn(EngineWebSocket first) {
    socket = first;
    engine.openBySocket(first);
    first.open();
  }

  /** Goes over to that one when the client says so, unless there is another one. */
  void moveTo(EngineWebSocket next) {
    if (engine.probe(next, loop.connections.nowMs())) {
      probed = next;
    }
    next.open();
  }

  /** A message of text came by that WebSocket; the bytes are the caller's again after this call. */
  void heard(EngineWebSocket from, byte[] bytes, int length) {
    engine.socketText(from, bytes, length);
    if (from == probed) {
      tellWaiting(waiting());
    }
  }

  /** That WebSocket is gone. */
  void gone(EngineWebSocket gone) {
    probed = probed == gone ? null : probed;
    engine.socketGone(gone);
  }

  // What goes out

  /** What is written from now on waits for {@link #letGo}. */
  void holdBack() {
    held = new HeldBack();
  }

  /** What was held back, to be written, or not; null when it was too much to be kept. */
  @Nullable
  List<byte[]> letGo() {
    List<byte[]> texts = held == null ? List.of() : held.texts();
    held = null;
    return texts;
  }

  void dropHeldBack() {
    held = null;
  }

  @Override
  public void write(Frames frames) {
    if (held != null) {
      held.add(frames.texts());
      listener.onHolding();
    } else if (socket != null && engine.isOnSocket()) {
      socket.transport().write(frames);
    } else {
      engine.send(new Queued(frames));
      tellWaiting(waiting());
      listener.onHolding();
    }
  }

  @Override
  public void flush() {
    if (socket != null && engine.isOnSocket()) {
      socket.transport().flush();
    } else {
      engine.flush();
    }
  }

  /** Engine.IO has pings of its own. */
  @Override
  public void ping() {
    flush();
  }

  @Override
  public void close(short status, String why) {
    flush();
    engine.close(loop.connections.nowMs());
  }

  @Override
  public void abort() {
    engine.abort();
    if (socket != null) {
      socket.transport().abort();
    }
  }

  @Override
  public void pause() {
    paused = true;
    engine.pause();
    if (socket != null) {
      socket.transport().pause();
    }
  }

  @Override
  public void resume() {
    paused = false;
    if (socket != null) {
      socket.transport().resume();
    }
    engine.resume();
  }

  @Override
  public boolean isFull() {
    return socket == null ? waiting() > MUCH : socket.transport().isFull();
  }

  @Override
  public long waiting() {
    return polled() + (socket == null ? 0 : socket.transport().waiting());
  }

  /** Bytes that wait for a poll: of memory, since most answers are smaller than what they take. */
  private long polled() {
    return engine.waiting() + (long) queued * FRAMES_OVERHEAD;
  }

  @Override
  public long holds() {
    return Math.max(0, polled() - shared)
        + engine.taking()
        + (held == null ? 0 : held.bytes())
        + (socket == null ? 0 : socket.holds())
        + (probed == null ? 0 : probed.holds());
  }

  @Override
  public long sent() {
    return sentByPolls + (socket == null ? 0 : socket.transport().sent());
  }

  /** To be called once a second. */
  void tick() {
    engine.tick(loop.connections.nowMs());
    if (engine.isLeavingPolling()) {
      // It takes nothing, because it is to be given nothing: it is not behind.
      sentByPolls++;
    }
  }

  private void tellWaiting(long waiting) {
    // Who is to move to its WebSocket first cannot take any of it: if it were not heard, it could
    // not move.
    boolean isMoving = engine.isLeavingPolling();
    boolean isMuch = waiting > MUCH && !isMoving;
    if (isMuch != much && (isMuch || isMoving || waiting < MUCH / 2)) {
      much = isMuch;
      listener.onWaiting(much);
    }
  }

  // What the engine tells

  @Override
  public void onText(byte[] bytes, int from, int to) {
    listener.onText(bytes, from, to);
  }

  @Override
  public void onBinary(byte[] bytes) {
    listener.onBinary(bytes);
  }

  @Override
  public void onMore() {
    loop.turns.later(engine::goOn);
  }

  @Override
  public void onSent(long waiting) {
    // Grows with every poll, which is all that is asked of it.
    sentByPolls++;
    tellWaiting(waiting());
  }

  @Override
  public void onUpgraded() {
    socket = probed;
    probed = null;
    listener.onUpgraded();
    tellWaiting(0);
    if (paused && socket != null) {
      socket.transport().pause();
    }
  }

  @Override
  public void onClosed(CloseReason why) {
    listener.onClosed();
  }

  /** Frames that wait for a poll, as the texts that they are. */
  private final class Queued implements Outgoing {
    private final Frames frames;

    Queued(Frames frames) {
      this.frames = frames;
      queued++;
      if (frames.isShared()) {
        shared += frames.size();
        frames.keep();
      }
    }

    @Override
    public List<byte[]> packets() {
      return frames.texts();
    }

    @Override
    public void release() {
      queued--;
      if (frames.isShared()) {
        shared -= frames.size();
        frames.letGo();
      }
    }
  }
}
