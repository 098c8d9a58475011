package salons.web;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import salons.engineio.EngineSocket;

/**
 * A WebSocket that carries a client of Engine.IO, or is to. While it closes it is a connection of its own: its session is over by then.
 * Confined to the event loop of the session.
 */
final class EngineWebSocket
    implements EngineSocket,
        WebSocketTransport.Listener,
        Fragments.Messages,
        Flusher.Flushable,
        Connection {
  private final WebSocketTransport transport;
  private final EngineTransport owner;
  private final EngineTransport.Listener listener;
  private final LoopContext loop;

  /** What came of a message that is not whole yet. */
  private @Nullable Fragments fragments;

  private boolean dirty;
  private boolean closing;
  private boolean isOpen;
  private short status = NORMAL;

  /** In seconds by the loop's clock. */
  private int closingSince;

  EngineWebSocket(
      WebSocketTransport transport,
      EngineTransport owner,
      EngineTransport.Listener listener,
      LoopContext loop) {
    this.transport = transport;
    this.owner = owner;
    this.listener = listener;
    this.loop = loop;
  }

  WebSocketTransport transport() {
    return transport;
  }

  /** Bytes of memory that it alone keeps. */
  long holds() {
    return transport.holds() + (fragments == null ? 0 : fragments.holds());
  }

  /** To be called once the session knows it: what was sent before goes first. */
  void open() {
    isOpen = true;
    transport.open(this, loop.turns);
    if (closing) {
      transport.close(status, "");
    }
  }

  // What goes out

  @Override
  public void send(byte[] packet) {
    transport.write(loop.framing.frame(packet));
    if (!dirty) {
      dirty = true;
      loop.flusher.flushLater(this);
    }
  }

  @Override
  public void flush() {
    dirty = false;
    transport.flush();
  }

  @Override
  public void sendBinary(byte[] data) {
    throw new IllegalStateException("Nothing of a chat is binary.");
  }

  @Override
  public void close(int code) {
    if (!closing) {
      status = (short) code;
      if (isOpen) {
        transport.flush();
        transport.close(status, "");
      }
      onClosing();
    }
  }

  @Override
  public void hangUp() {
    if (!closing) {
      transport.flush();
      transport.hangUp();
      onClosing();
    }
  }

  private void onClosing() {
    closing = true;
    fragments = null;
    closingSince = loop.connections.seconds();
    loop.connections.add(this);
    if (isOpen) {
      // To see the client's own end.
      transport.resume();
    }
  }

  /** Cuts the connection of a client that does not end it for its part. */
  @Override
  public void checkLiveness(int seconds) {
    if (seconds - closingSince >= loop.settings.liveness().closedWithinS()) {
      transport.abort();
    }
  }

  /** Everything was said: nobody waits for the client's own end. */
  @Override
  public void drain() {
    loop.connections.remove(this);
  }

  // What comes in

  @Override
  public void onText(byte[] bytes, int length, boolean last) {
    add(bytes, length, true, last);
  }

  @Override
  public void onBinary(byte[] bytes, int length, boolean last) {
    add(bytes, length, false, last);
  }

  private void add(byte[] bytes, int length, boolean isText, boolean last) {
    if (!closing) {
      int longest = loop.settings.engine().maxPayload();
      fragments = Fragments.add(fragments, bytes, length, isText, last, longest, this);
      if (fragments != null || owner.engine().taking() > 0) {
        listener.onHolding();
      }
    }
  }

  @Override
  public void onMessage(byte[] bytes, int length, boolean isText) {
    if (!isText) {
      owner.engine().socketBinary(this, Arrays.copyOf(bytes, length));
    } else if (Utf8.isValid(bytes, length)) {
      owner.heard(this, bytes, length);
    } else {
      violated(CloseCode.NOT_UTF8);
    }
  }

  @Override
  public void onTooBig() {
    violated(CloseCode.TOO_BIG);
  }

  @Override
  public void onTooManyPieces() {
    violated(CloseCode.FRAGMENTS);
  }

  @Override
  public void onViolation(boolean tooBig) {
    violated(tooBig ? CloseCode.TOO_BIG : CloseCode.PROTOCOL);
  }

  private void violated(CloseCode code) {
    if (!closing) {
      close(code.code);
      gone();
    }
  }

  @Override
  public void onActivity() {
    // Engine.IO has pings of its own, and only their answers count.
  }

  @Override
  public void onWaiting(boolean much) {
    if (owner.engine().isOnSocket()) {
      listener.onWaiting(much);
    }
  }

  @Override
  public void onHolding() {
    listener.onHolding();
  }

  @Override
  public void onClosed() {
    closing = true;
    fragments = null;
    loop.connections.remove(this);
    gone();
  }

  private void gone() {
    owner.gone(this);
  }
}
