package salons.engineio;

import org.jspecify.annotations.Nullable;

/** By what a session reaches its client: polling, with or without a WebSocket that may replace it, or a WebSocket. */
final class Transports {
  private final EngineSession session;
  private final EngineSettings settings;
  private final EngineHandler handler;

  /** Null as soon as a WebSocket is used. */
  private @Nullable PollOutbound polling = new PollOutbound();

  private @Nullable Probe probe;
  private @Nullable EngineSocket socket;
  private long sent;

  Transports(EngineSession session, EngineSettings settings, EngineHandler handler) {
    this.session = session;
    this.settings = settings;
    this.handler = handler;
  }

  /** Opens a poll, unless there is an error, or a poll, which ends the session. */
  void poll(PollRequest next, @Nullable EngineError error) {
    if (error == null && polling != null && polling.open(next)) {
      flush();
      return;
    }
    if (error == null) {
      session.end(CloseReason.TRANSPORT_ERROR);
    }
    next.refuse(error == null ? EngineError.BAD_REQUEST : error);
  }

  /** That poll is gone; true if it was open. */
  boolean forget(PollRequest gone) {
    return polling != null && polling.forget(gone);
  }

  /** Ends the open poll, if there is one, without a close. */
  void endPoll() {
    if (polling != null) {
      polling.answer(PacketType.NOOP);
    }
  }

  boolean isOnSocket() {
    return socket != null;
  }

  /** Whether the client was told that its WebSocket works: it cannot be heard by polling then, and does not take anything by it. */
  boolean isLeavingPolling() {
    return probe != null && probe.isAnswered();
  }

  long waiting() {
    return polling == null ? 0 : polling.bytes();
  }

  long sent() {
    return sent;
  }

  /** False if it was closed. */
  boolean probe(EngineSocket asking, long nowMs) {
    if (!session.isOpen() || probe != null || socket != null) {
      asking.close(EngineSocket.NORMAL);
      return false;
    }
    probe = new Probe(asking, nowMs + settings.upgradeTimeoutMs());
    return true;
  }

  /** A message of a WebSocket that is not the one in use. */
  void onProbe(EngineSocket from, byte[] bytes, int length) {
    if (probe == null || from != probe.socket()) {
      return;
    }
    switch (Probe.wish(bytes, length)) {
      case PROBE -> answerProbe(probe);
      case UPGRADE -> {
        moveTo(from);
        handler.onUpgraded();
      }
      case UNKNOWN -> endProbe();
    }
  }

  /** Once: nothing bounds what waits on a WebSocket that is not in use yet. */
  private void answerProbe(Probe asked) {
    if (asked.isAnswered()) {
      endProbe();
    } else {
      asked.answer();
      flush();
    }
  }

  boolean isUsing(EngineSocket asked) {
    return asked == socket;
  }

  /** That WebSocket is gone; true if it was the one in use. */
  boolean forget(EngineSocket gone) {
    boolean isUsed = gone == socket;
    if (isUsed) {
      socket = null;
    } else if (probe != null && gone == probe.socket()) {
      probe = null;
      flush();
    }
    return isUsed;
  }

  /** Uses that WebSocket from now on, and writes to it what waited. */
  void moveTo(EngineSocket next) {
    PollOutbound left = polling;
    polling = null;
    probe = null;
    socket = next;
    if (left != null) {
      sent += left.bytes();
      left.moveTo(next);
    }
  }

  void send(Outgoing outgoing) {
    if (socket != null) {
      sent += Waiting.bytesOf(outgoing);
      Waiting.write(outgoing, 0, socket);
    } else if (polling != null) {
      polling.add(outgoing);
    } else {
      outgoing.release();
    }
  }

  void ping() {
    if (socket != null) {
      socket.send(PacketType.PING.packet());
    } else if (polling != null) {
      polling.ping();
      flush();
    }
  }

  void flush() {
    if (polling == null || !polling.hasPoll()) {
      return;
    }
    if (isLeavingPolling()) {
      polling.answer(PacketType.NOOP);
      return;
    }
    long taken = polling.answerWaiting(settings);
    sent += taken;
    if (!session.isOpen() && polling.isEmpty()) {
      session.end(CloseReason.FORCED);
    } else if (taken > 0) {
      handler.onSent(polling.bytes());
    }
  }

  /** Closes the WebSocket that was to replace polling, if there is one; polling goes on. */
  void endProbe() {
    Probe ended = probe;
    probe = null;
    if (ended != null) {
      ended.socket().close(EngineSocket.NORMAL);
    }
    flush();
  }

  void endProbeIfOver(long nowMs) {
    if (probe != null && probe.isOver(nowMs)) {
      endProbe();
    }
  }

  /** Closes whatever is open. */
  void end(CloseReason why) {
    if (polling != null) {
      polling.end(why == CloseReason.FORCED);
    }
    if (probe != null) {
      probe.socket().close(EngineSocket.NORMAL);
    }
    if (socket != null && why == CloseReason.FORCED) {
      socket.hangUp();
    } else if (socket != null) {
      socket.close(why == CloseReason.TOO_LARGE ? EngineSocket.TOO_BIG : EngineSocket.NORMAL);
    }
    probe = null;
    socket = null;
  }
}
