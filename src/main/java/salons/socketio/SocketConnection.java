package salons.socketio;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one client has said over one transport: the namespaces it is connected to, and the packet whose attachments are coming in. It is
 * called by the owner of the transport, and calls its handler from within these calls alone. Not thread-safe.
 */
public final class SocketConnection {
  /** What stands above. */
  public interface Handler {
    /**
     * The client asks to be connected to {@link SocketPacket#namespace()}; its only argument, if there is one, is a JSON object. To be
     * answered by {@link #accept} or {@link #refuse}, at once or later. Until then nothing else may be fed in, or the connection fails:
     * an owner that answers later pauses its transport.
     */
    void onConnect(SocketPacket packet);

    /** An event of a namespace that the client is connected to; all of its attachments are there. */
    void onEvent(SocketPacket packet);

    /** The client left the namespace. It is answered nothing, and may ask to be connected again. */
    void onDisconnect(String namespace);

    /** The client broke the protocol, or did not connect in time: the transport is to be closed. Nothing is handed on any more. */
    void onViolation(String why);
  }

  private enum State {
    ABSENT,
    PENDING,
    CONNECTED
  }

  /** A packet some attachments of which are still to come. */
  private static final class Partial {
    final SocketPacket packet;
    final List<byte[]> attachments = new ArrayList<>();
    int missing;
    int size;

    Partial(SocketPacket packet, int size) {
      this.packet = packet;
      this.missing = packet.attachmentCount();
      this.size = size;
    }
  }

  private final Handler handler;
  private final SocketSettings settings;
  private final long connectDeadlineMs;
  private boolean closed;
  private boolean everConnected;
  private State main = State.ABSENT;
  /** Null for most: few have more than {@link SocketPacket#MAIN}. */
  private @Nullable Map<String, State> others;

  private @Nullable Partial partial;

  public SocketConnection(SocketSettings settings, Handler handler, long nowMs) {
    this.settings = settings;
    this.handler = handler;
    connectDeadlineMs = nowMs + settings.connectTimeoutMs();
  }

  /** A text message came; its bytes are the caller's again afterwards. */
  public void onText(byte[] bytes, int from, int to) {
    if (closed) {
      return;
    }
    if (partial != null) {
      fail("Text came where an attachment was due.");
      return;
    }
    try {
      onPacket(SocketPacket.decode(bytes, from, to, settings), to - from);
    } catch (SocketParseException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  /** A binary message came; its bytes may be kept, and must not be written to any more. */
  public void onBinary(byte[] data) {
    if (closed) {
      return;
    }
    Partial waiting = partial;
    if (waiting == null) {
      fail("An attachment came that belongs to no packet.");
      return;
    }
    waiting.size += data.length;
    if (waiting.size > settings.maxPayload()) {
      fail("The attachments are too long.");
      return;
    }
    if (settings.keepsBinary()) {
      waiting.attachments.add(data);
    }
    waiting.missing--;
    if (waiting.missing == 0) {
      partial = null;
      onEventOrAck(waiting.packet.with(List.copyOf(waiting.attachments)));
    }
  }

  /** The transport is gone: nothing is handed on any more, nothing is held. */
  public void onClosed() {
    closed = true;
    partial = null;
    others = null;
    main = State.ABSENT;
  }

  /** Time passes, as precisely as it is told. */
  public void tick(long nowMs) {
    if (!closed && !everConnected && !isAnyPending() && nowMs - connectDeadlineMs >= 0) {
      fail("The client did not connect to a namespace in time.");
    }
  }

  /**
   * Connects the client to the namespace that it asked for.
   *
   * @return false if nobody waits for that any more: nothing is to be sent
   */
  public boolean accept(String namespace) {
    return settle(namespace, State.CONNECTED);
  }

  /**
   * Does not connect the client to the namespace that it asked for. It may ask again, in the time it has.
   *
   * @return false if nobody waits for that any more: nothing is to be sent
   */
  public boolean refuse(String namespace) {
    return settle(namespace, State.ABSENT);
  }

  /** The server has sent the client away from this namespace. */
  public void disconnect(String namespace) {
    set(namespace, State.ABSENT);
  }

  public boolean isConnected(String namespace) {
    return state(namespace) == State.CONNECTED;
  }

  /** Bytes that wait for attachments. */
  public int held() {
    return partial == null || !settings.keepsBinary() ? 0 : partial.size;
  }

  private void onPacket(SocketPacket packet, int size) {
    String namespace = packet.namespace();
    if (packet.type() == SocketPacket.Type.CONNECT) {
      onConnect(packet);
    } else if (!isConnected(namespace) || packet.type() == SocketPacket.Type.CONNECT_ERROR) {
      fail("The client is not connected to the namespace.");
    } else if (packet.type() == SocketPacket.Type.DISCONNECT) {
      set(namespace, State.ABSENT);
      handler.onDisconnect(namespace);
    } else if (packet.attachmentCount() > 0) {
      partial =
          new Partial(settings.keepsBinary() ? packet.copied() : packet.withoutArguments(), size);
    } else {
      onEventOrAck(packet);
    }
  }

  private void onConnect(SocketPacket packet) {
    if (state(packet.namespace()) != State.ABSENT) {
      fail("The client is connected to the namespace already.");
      return;
    }
    set(packet.namespace(), State.PENDING);
    handler.onConnect(packet);
  }

  /** Nothing that is sent asks to be acknowledged, so that no acknowledgement means anything. */
  private void onEventOrAck(SocketPacket packet) {
    if (packet.type() == SocketPacket.Type.EVENT) {
      handler.onEvent(packet);
    }
  }

  private void fail(String why) {
    onClosed();
    handler.onViolation(why);
  }

  private boolean settle(String namespace, State state) {
    if (state(namespace) != State.PENDING) {
      return false;
    }
    set(namespace, state);
    everConnected |= state == State.CONNECTED;
    return true;
  }

  private boolean isAnyPending() {
    return main == State.PENDING || (others != null && others.containsValue(State.PENDING));
  }

  private State state(String namespace) {
    if (namespace.equals(SocketPacket.MAIN)) {
      return main;
    }
    return others == null ? State.ABSENT : others.getOrDefault(namespace, State.ABSENT);
  }

  private void set(String namespace, State state) {
    if (namespace.equals(SocketPacket.MAIN)) {
      main = state;
    } else if (state != State.ABSENT) {
      others = others == null ? new HashMap<>() : others;
      others.put(namespace, state);
    } else if (others != null) {
      others.remove(namespace);
    }
  }
}
