package salons.engineio;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one client of Engine.IO is to its server. It begins with a poll or with a WebSocket; polling may be replaced by a WebSocket once:
 *
 * <ul>
 *   <li>While a WebSocket is probed, messages wait for it, in their order, and every poll is answered with a noop, until the client says
 *       that it has moved. If it does not, the WebSocket is closed and polling goes on.
 *   <li>A client has one poll and one POST at a time: a second one, or one that is cut off, ends the session.
 *   <li>Requests and WebSockets of a client may come from anywhere, but are handed to the session's own thread. All times are milliseconds
 *       of one clock of any origin that never goes back.
 * </ul>
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
    EngineError error = refusal();
    PollOutbound polling = transports.polling();
    if (error == null && polling != null && polling.open(next)) {
      flush();
      return;
    }
    if (error == null) {
      end(CloseReason.TRANSPORT_ERROR);
    }
    next.refuse(error == null ? EngineError.BAD_REQUEST : error);
  }

  /** Its connection is gone: ends the session, unless it was answered. */
  public void pollGone(PollRequest gone) {
    PollOutbound polling = transports.polling();
    if (polling != null && polling.forget(gone)) {
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
    EngineError error = refusal();
    if (error == null && !inbound.begin(post)) {
      end(CloseReason.TRANSPORT_ERROR);
      error = EngineError.BAD_REQUEST;
    }
    if (error != null) {
      post.refuse(error);
    }
    return error == null;
  }

  /**
   * Hands the packets of a POST, which may have {@linkplain #postBegins begun} before, to the handler.
   *
   * @param body as a whole; the session's from now on
   */
  public void post(byte[] body, PostRequest post) {
    if (inbound.isPending(post) || postBegins(post)) {
      inbound.take(body);
    }
  }

  /** Its body is larger than {@link EngineSettings#maxPayload}: nothing of it is taken, and the session goes on. */
  public void postTooLarge(PostRequest post) {
    if (inbound.isPending(post) || postBegins(post)) {
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
    boolean probes = state == State.OPEN && transports.probe(asking, nowMs);
    if (!probes) {
      asking.close(EngineSocket.NORMAL);
    }
    return probes;
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
    if (state == State.OPEN) {
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

  /** Pings, and ends what takes too long: to be called a few times within the shortest of the time-outs. */
  public void tick(long nowMs) {
    transports.endProbeIfOver(nowMs);
    if (state == State.OPEN && (inbound.isPaused() || transports.isLeavingPolling())) {
      heartbeat.excuse(nowMs);
    }
    if (heartbeat.isMissed(nowMs)) {
      end(isClosing() ? CloseReason.FORCED : CloseReason.PING_TIMEOUT);
    } else if (state == State.OPEN && heartbeat.isPingDue(nowMs)) {
      transports.ping();
    }
  }

  /**
   * Ends the session in order: a WebSocket is closed behind what was sent; by polling the client takes what waits, within the ping's
   * time-out, and then the close. Nothing more is heard, nor sent.
   */
  public void close(long nowMs) {
    if (state == State.OPEN && transports.isOnSocket()) {
      end(CloseReason.FORCED);
    } else if (state == State.OPEN) {
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

  /** Bytes that came and are not handed on yet. */
  public long taking() {
    return inbound.bytes();
  }

  public boolean isClosed() {
    return state == State.CLOSED;
  }

  boolean isClosing() {
    return state == State.CLOSING;
  }

  void onPong() {
    if (state == State.OPEN) {
      heartbeat.answered();
      handler.onPong();
    }
  }

  /** The client says that it is over: its poll ends without a close of this side's. */
  void onClose() {
    PollOutbound polling = transports.polling();
    if (polling != null) {
      polling.answer(PacketType.NOOP);
    }
    end(CloseReason.TRANSPORT_CLOSE);
  }

  void end(CloseReason why) {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      transports.end(why == CloseReason.TOO_LARGE ? EngineSocket.TOO_BIG : EngineSocket.NORMAL);
      inbound.end();
      handler.onClosed(why);
    }
  }

  /** Why a request may not be; null when it may. */
  private @Nullable EngineError refusal() {
    if (state == State.CLOSED) {
      return EngineError.UNKNOWN_SESSION;
    }
    return isOnSocket() ? EngineError.BAD_REQUEST : null;
  }
}
