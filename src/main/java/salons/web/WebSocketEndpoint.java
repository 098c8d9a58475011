package salons.web;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import salons.protocol.Bye;
import salons.protocol.ClientFrame;
import salons.protocol.Limits;
import salons.protocol.RefusedException;
import salons.protocol.ServerFrames;
import salons.room.Delivery;
import salons.room.NewRooms;
import salons.web.WebSocketFraming.Frames;

/**
 * A session's WebSocket: puts the pieces of its messages together, reads them, and says what breaks the protocol in WebSocket's own
 * terms. Confined to the event loop of its socket.
 */
final class WebSocketEndpoint
    implements WebSocketTransport.Listener,
        Connection,
        TransportOutbound.Owner,
        Fragments.Messages {
  private final LoopContext loop;
  /** What it is called, as a number, which is smaller. */
  private final long connection;

  private final TransportOutbound outbound;
  private final Session session;

  /** What came of a message that is not whole yet. */
  private @Nullable Fragments fragments;

  /**
   * @param token that came with the handshake, as if the client had said hello with it
   */
  WebSocketEndpoint(
      WebSocketTransport transport,
      LoopContext loop,
      NewRooms newRooms,
      long connection,
      Optional<String> token) {
    this.loop = loop;
    this.connection = connection;
    this.outbound = new TransportOutbound(transport, loop, this, JsonReplies::new);
    this.session = new Session(loop, outbound, newRooms);
    outbound.say(ServerFrames.welcome(
        loop.settings.instance(), name(), loop.settings.version(), loop.access.mode()));
    loop.meters.connected();
    transport.open(this, loop.turns);
    token.ifPresent(shown -> session.hello(new ClientFrame.Hello(null, shown)));
  }

  @Override
  public void onText(byte[] bytes, int length, boolean last) {
    if (outbound.isEnded()) {
      return;
    }
    fragments = Fragments.add(fragments, bytes, length, true, last, Limits.FRAME, this);
    if (fragments != null) {
      onHolding();
    }
  }

  @Override
  public void onTooBig() {
    outbound.end(Bye.forGood(Bye.Reason.TOO_BIG));
  }

  @Override
  public void onTooManyPieces() {
    outbound.end(Bye.forGood(Bye.Reason.BAD_FRAMES), CloseCode.FRAGMENTS);
  }

  @Override
  public void onMessage(byte[] bytes, int length, boolean isText) {
    if (!Utf8.isValid(bytes, length)) {
      outbound.end(Bye.forGood(Bye.Reason.BAD_FRAMES), CloseCode.NOT_UTF8);
      return;
    }
    session.reading();
    try {
      session.receive(loop.reader.read(bytes, 0, length), length);
    } catch (RefusedException e) {
      session.malformed(e.frameId(), e.refusal());
    }
  }

  @Override
  public void onWaiting(boolean much) {
    outbound.onWaiting(much);
  }

  @Override
  public void onHolding() {
    outbound.onHolding();
  }

  @Override
  public long keeps() {
    return fragments == null ? 0 : fragments.holds();
  }

  @Override
  public void onBinary(byte[] bytes, int length, boolean last) {
    outbound.end(Bye.forGood(Bye.Reason.BAD_FRAMES), CloseCode.BINARY);
  }

  @Override
  public void onViolation(boolean tooBig) {
    if (tooBig) {
      outbound.end(Bye.forGood(Bye.Reason.TOO_BIG));
    } else {
      outbound.end(Bye.forGood(Bye.Reason.BAD_FRAMES), CloseCode.PROTOCOL);
    }
  }

  @Override
  public void onActivity() {
    outbound.onActivity();
  }

  @Override
  public void onClosed() {
    outbound.onClosed();
    session.disconnected();
    loop.connections.remove(this);
  }

  @Override
  public void checkLiveness(int seconds) {
    session.tick(seconds);
    outbound.checkLiveness(seconds);
  }

  private String name() {
    return Long.toString(connection, Character.MAX_RADIX);
  }

  @Override
  public boolean isCalled(String id) {
    return id.equals(name());
  }

  @Override
  public void kick() {
    outbound.end(Bye.forGood(Bye.Reason.KICKED));
  }

  @Override
  public void drain() {
    session.inFlight().drain();
  }

  @Override
  public Frames frames(Delivery delivery) {
    return loop.framing.frames(delivery);
  }

  @Override
  public byte[] text(Bye bye) {
    return ServerFrames.bye(bye);
  }

  @Override
  public void onEnding() {
    fragments = null;
    session.disconnected();
  }
}
