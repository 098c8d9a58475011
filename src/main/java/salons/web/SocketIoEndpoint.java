package salons.web;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import salons.engineio.EngineSession;
import salons.protocol.Bye;
import salons.protocol.ClientFrame;
import salons.protocol.Joined;
import salons.protocol.Position;
import salons.protocol.Refusal;
import salons.protocol.RefusedException;
import salons.protocol.RoomName;
import salons.protocol.ServerFrames;
import salons.protocol.SocketIoEvents;
import salons.room.Delivery;
import salons.room.NewRooms;
import salons.socketio.SocketConnection;
import salons.socketio.SocketPacket;
import salons.socketio.SocketPackets;
import salons.socketio.SocketSettings;
import salons.web.WebSocketFraming.Frames;

/**
 * A session's client of Socket.IO: its events are frames whose type is the event's name, and what a room tells are events to it. Confined
 * to the event loop that it began on, whichever its requests come by.
 */
final class SocketIoEndpoint
    implements EngineTransport.Listener,
        SocketConnection.Handler,
        Connection,
        TransportOutbound.Owner {
  private static final List<String> EVENTS = List.of(
      "hello",
      "join",
      "leave",
      "message",
      "edit",
      "delete",
      "react",
      "moderate",
      "typing",
      "history");

  private static final ClientFrame CONNECT = new ClientFrame.Hello(null, null);

  private final LoopContext loop;
  private final SocketIoSessions sessions;
  private final EngineTransport transport;
  private final TransportOutbound outbound;
  private final SocketConnection connection;
  private final Session session;
  private final SocketIoRooms rooms = new SocketIoRooms();
  private final SocketIoSaved saved;

  /** Null when it was called. */
  private @Nullable Runnable uncount;

  /**
   * @param uncount called once, when the client does not poll any more
   */
  SocketIoEndpoint(
      String sid,
      LoopContext loop,
      SocketIoSessions sessions,
      NewRooms newRooms,
      Runnable uncount) {
    this.loop = loop;
    this.sessions = sessions;
    this.uncount = uncount;
    this.transport = new EngineTransport(sid, loop, this);
    this.outbound = new TransportOutbound(
        transport, loop, this, sink -> new SocketIoReplies(sink, this::entered, this::left));
    this.session = new Session(loop, outbound, newRooms);
    this.connection = new SocketConnection(SocketSettings.DEFAULT, this, loop.connections.nowMs());
    this.saved =
        new SocketIoSaved(loop, transport, outbound, connection, session, replies(), rooms);
    loop.meters.connected();
  }

  EngineSession engine() {
    return transport.engine();
  }

  LoopContext loop() {
    return loop;
  }

  /** Begins on a WebSocket. */
  void beginOn(WebSocketTransport socket) {
    transport.beginOn(new EngineWebSocket(socket, transport, this, loop));
  }

  /** A WebSocket came for it, which is to carry it from now on. */
  void moveTo(WebSocketTransport socket) {
    transport.moveTo(new EngineWebSocket(socket, transport, this, loop));
  }

  private SocketIoReplies replies() {
    return (SocketIoReplies) outbound.replies();
  }

  // What the client says

  @Override
  public void onText(byte[] bytes, int from, int to) {
    if (!outbound.isEnded()) {
      connection.onText(bytes, from, to);
    }
  }

  @Override
  public void onBinary(byte[] bytes) {
    if (!outbound.isEnded()) {
      connection.onBinary(bytes);
    }
  }

  /** Costs what a frame costs: a client may connect and leave as often as it likes. */
  @Override
  public void onConnect(SocketPacket packet) {
    if (session.inFlight().admit(CONNECT, packet.size()) != null) {
      onViolation("The client connects too often.");
      return;
    }
    String namespace = packet.namespace();
    if (!namespace.equals(SocketPacket.MAIN)) {
      if (connection.refuse(namespace)) {
        outbound.say(SocketPackets.connectError(namespace, "Invalid namespace"));
      }
      return;
    }
    JsonObject auth = payload(packet);
    session
        .authenticate(
            auth.getValue("token") instanceof String token ? Optional.of(token) : Optional.empty())
        .onSuccess(known -> connect(auth))
        .onFailure(failure -> refuse(Refusal.of(failure)));
  }

  private void refuse(Refusal why) {
    if (why.code() == Refusal.Code.UNAVAILABLE) {
      // It connects again by itself, which it would not after a refusal.
      outbound.end(Bye.comeBack(Bye.Reason.RESTARTING, 1_000));
    } else if (connection.refuse(SocketPacket.MAIN)) {
      JsonObject data =
          new JsonObject().put("code", why.code().wireName()).put("message", why.message());
      outbound.say(SocketPackets.connectError(
          SocketPacket.MAIN, why.code().wireName(), data.toBuffer().getBytes()));
    }
  }

  private void connect(JsonObject auth) {
    if (outbound.isEnded()) {
      return;
    }
    if (auth.getValue("pid") instanceof String pid && SocketIoSessions.isSecret(pid)) {
      saved.recover(pid, SocketIoOffset.parse(auth.getValue("offset")));
    } else {
      saved.accept(SocketIoSessions.newSecret());
    }
  }

  /** What came with the connect; JSON, but it may hold anything. */
  private static JsonObject payload(SocketPacket packet) {
    if (packet.argumentCount() == 0) {
      return new JsonObject();
    }
    int from = packet.firstFrom();
    try {
      return new JsonObject(
          new String(packet.bytes(), from, packet.firstTo() - from, StandardCharsets.UTF_8));
    } catch (DecodeException e) {
      return new JsonObject();
    }
  }

  @Override
  public void onEvent(SocketPacket packet) {
    session.reading();
    ClientFrame frame;
    try {
      frame = read(packet);
    } catch (RefusedException e) {
      replies().unread(packet.id());
      session.malformed(e.frameId(), e.refusal());
      return;
    }
    if (packet.id() != null) {
      replies().acknowledge(frame, packet.id());
    }
    session.receive(frame, packet.size());
  }

  private ClientFrame read(SocketPacket packet) {
    String event = packet.event();
    if (!EVENTS.contains(event)) {
      throw RefusedException.because(
          Refusal.Code.UNKNOWN_TYPE, "There is no event of that name; there are " + EVENTS + ".");
    }
    if (packet.attachmentCount() > 0) {
      throw RefusedException.because(
          Refusal.Code.BAD_REQUEST, "Nothing of a chat is binary, but the event " + event + " is.");
    }
    if (packet.argumentCount() == 0) {
      throw RefusedException.because(
          Refusal.Code.BAD_REQUEST, "The event " + event + " needs an object as its argument.");
    }
    return loop.reader.read(event, packet.bytes(), packet.firstFrom(), packet.firstTo());
  }

  /** The client left, and may connect again. */
  @Override
  public void onDisconnect(String namespace) {
    session.leaveAll();
    saved.clear();
  }

  @Override
  public void onViolation(String why) {
    outbound.end(Bye.forGood(Bye.Reason.BAD_FRAMES));
  }

  private void entered(Joined joined) {
    saved.entered(joined);
  }

  private void left(RoomName room) {
    saved.left(room);
  }

  // What it is told

  @Override
  public Frames frames(Delivery delivery) {
    Position last = delivery.last();
    if (last != null) {
      rooms.told(delivery);
    }
    if (last != null && delivery.isStart()) {
      saved.startsAnew(delivery.room(), last);
    }
    return rooms.areSimple()
        ? loop.socketIo.frames(delivery)
        : loop.socketIo.frames(delivery, own -> rooms.offset(delivery.room(), own));
  }

  @Override
  public byte[] text(Bye bye) {
    return SocketIoEvents.event(ServerFrames.bye(bye));
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
    return connection.held();
  }

  @Override
  public void onUpgraded() {
    pollsNoMore();
  }

  private void pollsNoMore() {
    Runnable first = uncount;
    uncount = null;
    if (first != null) {
      first.run();
    }
  }

  // Its end

  @Override
  public void checkLiveness(int seconds) {
    session.tick(seconds);
    // Silence is judged by Engine.IO.
    outbound.onActivity();
    transport.tick();
    connection.tick(loop.connections.nowMs());
    outbound.checkLiveness(seconds);
    saved.tick(seconds);
  }

  @Override
  public boolean isCalled(String id) {
    return saved.isCalled(id);
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
  public void onEnding() {
    session.disconnected();
  }

  @Override
  public void onClosed() {
    pollsNoMore();
    outbound.onClosed();
    connection.onClosed();
    session.disconnected();
    sessions.remove(engine().sid());
    loop.connections.remove(this);
  }
}
