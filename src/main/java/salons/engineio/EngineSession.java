package salons.engineio;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one client of Engine.IO is to its server. It begins with a poll or with a WebSocket. Polling may be replaced by a WebSocket once: while
 * that is probed, messages wait for it, in their order, and every poll is answered with a noop, until the client says that it has moved; if
 * it does not, the WebSocket is closed and polling goes on. A client has one poll and one POST at a time: a second one, or one that is cut
 * off, ends the session. All times are milliseconds of one clock, of any origin, that never goes back.
 *
 * <p>Whatever is called of a session that is over does nothing, and refuses its requests. What an {@link EngineHandler} throws comes out of
 * the call that handed it the packet; it is for the caller to end the session then.
 */
public final class EngineSession {
  private enum State {
    OPEN,
    /** What waits is polled still, but nothing more is heard or sent. */
    CLOSING,
    CLOSED
  }

  private final String sid;
  private final EngineSettings settings;
  private final EngineHandler handler;
  private final Heartbeat heartbeat;
  private final Transports transports;
  private final Inbound inbound;
  private State state = State.OPEN;

  public EngineSession(String sid, EngineSettings settings, EngineHandler handler, long nowMs) {
    this.sid = sid;
    this.settings = settings;
    this.handler = handler;
    heartbeat = new Heartbeat(settings, nowMs);
    transports = new Transports(this, settings, handler);
    inbound = new Inbound(this, settings.maxPayload(), handler);
  }

  public String sid() {
    return sid;
  }

  /** Answers the request of a new client. */
  public void openByPoll(PollRequest first) {
    first.answer(List.of(Handshake.packet(sid, settings, true)));
  }

  /** Begins on a WebSocket. */
  public void openBySocket(EngineSocket first) {
    first.send(Handshake.packet(sid, settings, false));
    transports.moveTo(first);
  }

  /** Answers with what waits, or as soon as {@link #flush} finds something. */
  public void poll(PollRequest next, long nowMs) {
    tick(nowMs);
    transports.poll(next, refusal());
  }

  /** Its connection is gone: ends the session, unless it was answered. */
  public void pollGone(PollRequest gone) {
    if (transports.forget(gone)) {
      end(CloseReason.TRANSPORT_ERROR);
    }
  }

  /**
   * The head of a POST has come, and the client may send no other one until this one is answered. {@link #post}, {@link #postTooLarge} or
   * {@link #postGone} follows.
   *
   * @return false if it was refused: nothing is to follow
   */
  public boolean postBegins(PostRequest post) {
    return inbound.begin(post, refusal());
  }

  /**
   * Hands the packets of a POST that {@linkplain #postBegins began} to the handler.
   *
   * @param body as a whole; the session's from now on
   */
  public void post(byte[] body, PostRequest post) {
    if (inbound.isPending(post)) {
      inbound.take(body);
    }
  }

  /** Its body is larger than {@link EngineSettings#maxPayload}: nothing of it is taken, and the session goes on. */
  public void postTooLarge(PostRequest post) {
    if (inbound.isPending(post)) {
      inbound.refuseTooLarge();
    }
  }

  /** Its connection is gone: ends the session, unless it was answered. */
  public void postGone(PostRequest gone) {
    if (inbound.forget(gone)) {
      end(CloseReason.TRANSPORT_ERROR);
    }
  }

  /**
   * A WebSocket asks for this session.
   *
   * @return false if it was closed, because the session is over, or has one already
   */
  public boolean probe(EngineSocket asking, long nowMs) {
    return transports.probe(asking, nowMs);
  }

  /** A message of text from a WebSocket: so many bytes, which are the caller's again afterwards. */
  public void socketText(EngineSocket from, byte[] bytes, int length) {
    if (transports.isUsing(from)) {
      inbound.frame(bytes, length, true);
    } else {
      transports.onProbe(from, bytes, length);
    }
  }

  /** A binary message from a WebSocket; the bytes are the session's from now on. */
  public void socketBinary(EngineSocket from, byte[] bytes) {
    if (transports.isUsing(from)) {
      inbound.frame(bytes, bytes.length, false);
    } else {
      transports.onProbe(from, bytes, 0);
    }
  }

  /** Ends the session, or the attempt to upgrade. */
  public void socketGone(EngineSocket gone) {
    if (transports.forget(gone)) {
      end(CloseReason.TRANSPORT_CLOSE);
    }
  }

  /** Sends messages: on a WebSocket at once, else with the next {@link #flush} that finds a poll, or when the client has moved. */
  public void send(Outgoing outgoing) {
    if (isOpen()) {
      transports.send(outgoing);
    } else {
      outgoing.release();
    }
  }

  /** Answers an open poll with what waits: sending alone does not, so that all of a tick goes in one answer. */
  public void flush() {
    transports.flush();
  }

  /** Whether a WebSocket is all there is, and nothing waits: the owner may write to it as well, in order with what is sent here. */
  public boolean isOnSocket() {
    return transports.isOnSocket();
  }

  /** Whether the client may no longer poll, and cannot use its WebSocket yet: it takes nothing until it has. */
  public boolean isLeavingPolling() {
    return transports.isLeavingPolling();
  }

  /**
   * Hands no further packet on until {@link #resume}: the rest of a POST, and its answer, wait; so does what comes by the WebSocket, which
   * the caller should no longer read. The client is pinged still, but need not answer.
   */
  public void pause() {
    inbound.setPaused(true);
  }

  public void resume() {
    inbound.setPaused(false);
  }

  /** Hands on some more of what came, unless the session is paused. */
  public void goOn() {
    inbound.goOn();
  }

  /** Pings, and ends what takes too long: to be called a few times within the shortest of the time-outs. */
  public void tick(long nowMs) {
    transports.endProbeIfOver(nowMs);
    if (isOpen() && (inbound.isPaused() || transports.isLeavingPolling())) {
      heartbeat.excuse(nowMs);
    }
    if (heartbeat.isMissed(nowMs)) {
      end(isOpen() ? CloseReason.PING_TIMEOUT : CloseReason.FORCED);
    } else if (isOpen() && heartbeat.isPingDue(nowMs)) {
      transports.ping();
    }
  }

  /**
   * Ends the session in order, for the client to begin anew: a WebSocket ends behind what was sent; by polling the client takes what
   * waits, within the ping's time-out, and hears of its next poll that there is no such session. Nothing more is heard, nor sent.
   */
  public void close(long nowMs) {
    if (isOpen() && transports.isOnSocket()) {
      end(CloseReason.FORCED);
    } else if (isOpen()) {
      state = State.CLOSING;
      heartbeat.expectAnswer(nowMs);
      transports.endProbe();
    }
  }

  /** Ends the session at once: what waits is dropped. */
  public void abort() {
    end(CloseReason.FORCED);
  }

  /** Bytes that were sent and wait for a poll or for a WebSocket. */
  public long waiting() {
    return transports.waiting();
  }

  /** Bytes that polls took, or that were sent over a WebSocket by this session. */
  public long sent() {
    return transports.sent();
  }

  /** Bytes of memory that is kept for what came and is not handed on yet. */
  public long taking() {
    return inbound.bytes();
  }

  public boolean isClosed() {
    return state == State.CLOSED;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  void onPong() {
    if (isOpen()) {
      heartbeat.answered();
      handler.onPong();
    }
  }

  /** The client says that it is over: its poll ends without a close of this side's. */
  void onClose() {
    transports.endPoll();
    end(CloseReason.TRANSPORT_CLOSE);
  }

  void end(CloseReason why) {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      transports.end(why);
      inbound.end();
      handler.onClosed(why);
    }
  }

  /** Why a poll or a POST may not be; null when it may. */
  private @Nullable EngineError refusal() {
    EngineError mismatch = isOnSocket() ? EngineError.BAD_REQUEST : null;
    return isClosed() ? EngineError.UNKNOWN_SESSION : mismatch;
  }
}
