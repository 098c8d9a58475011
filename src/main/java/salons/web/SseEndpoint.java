package salons.web;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;
import salons.auth.Principal;
import salons.protocol.Bye;
import salons.protocol.ClientFrame;
import salons.protocol.Limits;
import salons.protocol.Person;
import salons.protocol.Position;
import salons.protocol.Refusal;
import salons.protocol.RoomName;
import salons.protocol.ServerSentEvents;
import salons.room.Delivery;
import salons.room.NewRooms;
import salons.web.WebSocketFraming.Frames;

/**
 * A session's reader of Server-Sent Events: it is in one room, where nobody sees it, and says nothing. Confined to the event loop of its
 * request.
 */
final class SseEndpoint implements SseTransport.Listener, Connection, TransportOutbound.Owner {
  private static final int COMMENT_EVERY_S = 15;

  private final HttpServerRequest request;
  private final LoopContext loop;
  private final HttpConnections http;
  private final SseTransport transport;
  private final TransportOutbound outbound;
  private final Session session;

  // Seconds by the loop's clock.
  private int commentedAt;

  SseEndpoint(
      HttpServerRequest request,
      LoopContext loop,
      HttpConnections http,
      NewRooms newRooms,
      Principal principal) {
    this.request = request;
    this.loop = loop;
    this.http = http;
    this.transport = new SseTransport(request, this);
    this.outbound = new TransportOutbound(
        transport,
        loop,
        this,
        sink -> new SseReplies(sink, this::open, this::refuse, this::expelled));
    this.session = new Session(loop, outbound, newRooms);
    session.begin(principal);
    this.commentedAt = loop.connections.seconds();
    loop.meters.connected();
  }

  /**
   * Reads the room.
   *
   * @param since from where on; null for from now on
   */
  void begin(RoomName room, @Nullable Position since) {
    int history = since == null ? 0 : Limits.DEFAULT_PAGE;
    session.join(new ClientFrame.Join(null, room, Person.NOBODY, history, since));
  }

  private void open() {
    http.upgraded(request);
    transport.open();
  }

  private void refuse(Refusal refusal) {
    transport.refuse(refusal);
  }

  private void expelled() {
    outbound.end(Bye.forGood(Bye.Reason.BANNED));
  }

  // What it is told

  @Override
  public Frames frames(Delivery delivery) {
    return loop.sse.frames(delivery);
  }

  @Override
  public byte[] text(Bye bye) {
    return ServerSentEvents.bye(bye);
  }

  @Override
  public long keeps() {
    return 0;
  }

  @Override
  public void onWaiting(boolean much) {
    outbound.onWaiting(much);
  }

  @Override
  public void onHolding() {
    outbound.onHolding();
  }

  // Its end

  @Override
  public void checkLiveness(int seconds) {
    session.tick(seconds);
    // It never says anything.
    outbound.onActivity();
    if (seconds - commentedAt >= COMMENT_EVERY_S) {
      commentedAt = seconds;
      transport.ping();
    }
    outbound.checkLiveness(seconds);
  }

  @Override
  public void drain() {
    session.inFlight().drain();
  }

  @Override
  public void onEnding() {
    session.disconnected();
  }

  @Override
  public void onClosed() {
    outbound.onClosed();
    session.disconnected();
    loop.connections.remove(this);
  }
}
