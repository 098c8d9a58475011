package salons.web;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import salons.protocol.Bye;
import salons.protocol.Limits;
import salons.protocol.RefusedException;
import salons.protocol.ServerFrames;
import salons.room.NewRooms;

/**
 * A session's WebSocket: puts the pieces of its messages together, reads them, and says what breaks the protocol in WebSocket's own
 * terms. Confined to the event loop of its socket.
 */
final class WebSocketEndpoint implements Transport.Listener, Connection, WebSocketOutbound.Owner {
  private final LoopContext loop;
  private final WebSocketOutbound outbound;
  private final Session session;

  /** What came of a message that is not whole yet. */
  private @Nullable ByteArrayOutputStream fragments;

  WebSocketEndpoint(Transport transport, LoopContext loop, NewRooms newRooms, String connection) {
    this.loop = loop;
    this.outbound = new WebSocketOutbound(transport, loop, this);
    this.session = new Session(loop, outbound, newRooms);
    outbound.say(
        ServerFrames.welcome(loop.settings.instance(), connection, loop.settings.version()));
    loop.meters.connected();
    transport.open(this);
  }

  @Override
  public void onText(byte[] bytes, int length, boolean last) {
    if (outbound.isEnded()) {
      return;
    }
    if (last && fragments == null) {
      message(bytes, length);
    } else {
      fragment(bytes, length, last);
    }
  }

  private void fragment(byte[] bytes, int length, boolean last) {
    ByteArrayOutputStream whole = fragments == null ? new ByteArrayOutputStream() : fragments;
    if (whole.size() + length > Limits.FRAME) {
      outbound.end(Bye.forGood(Bye.Reason.TOO_BIG));
      return;
    }
    whole.write(bytes, 0, length);
    fragments = last ? null : whole;
    if (last) {
      message(whole.toByteArray(), whole.size());
    }
  }

  private void message(byte[] bytes, int length) {
    session.reading();
    try {
      session.receive(loop.reader.read(bytes, length), length);
    } catch (RefusedException e) {
      session.malformed(e.frameId(), e.refusal());
    }
  }

  @Override
  public void onBinary() {
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
    session.rest();
    outbound.checkLiveness(seconds);
  }

  @Override
  public void drain() {
    session.drain();
  }

  @Override
  public void onEnding() {
    session.disconnected();
  }
}
