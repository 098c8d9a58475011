package salons.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import salons.engineio.CloseReason;
import salons.engineio.EngineSession;
import salons.engineio.Outgoing;
import salons.socketio.SocketConnection;
import salons.socketio.SocketPacket;
import salons.socketio.SocketPackets;
import salons.socketio.SocketSettings;

/**
 * Two namespaces, {@code /} and {@code /custom}. Who is connected is sent back what they connected with; {@code message} and {@code
 * message-with-ack} are answered with the arguments that came.
 */
final class SocketIo implements Application, SocketConnection.Handler {
  private static final Set<String> NAMESPACES = Set.of(SocketPacket.MAIN, "/custom");

  private final SocketConnection connection;
  private @Nullable EngineSession session;

  SocketIo(SocketSettings settings) {
    connection = new SocketConnection(settings, this, EngineEndpoint.now());
  }

  @Override
  public void opened(EngineSession opened) {
    session = opened;
  }

  @Override
  public void tick(long nowMs) {
    connection.tick(nowMs);
  }

  @Override
  public void onText(byte[] bytes, int from, int to) {
    connection.onText(bytes, from, to);
  }

  @Override
  public void onBinary(byte[] bytes) {
    connection.onBinary(bytes);
  }

  @Override
  public void onClosed(CloseReason why) {
    connection.onClosed();
  }

  @Override
  public void onConnect(SocketPacket packet) {
    String namespace = packet.namespace();
    if (NAMESPACES.contains(namespace) && connection.accept(namespace)) {
      send(SocketPackets.connect(namespace, UUID.randomUUID().toString()));
      byte[] auth = packet.argumentCount() == 0 ? "{}".getBytes(UTF_8) : packet.arguments();
      send(SocketPackets.event(namespace, "auth", auth));
    } else if (connection.refuse(namespace)) {
      send(SocketPackets.connectError(namespace, "Invalid namespace"));
    }
  }

  @Override
  public void onEvent(SocketPacket packet) {
    String id = packet.id();
    if (!packet.namespace().equals(SocketPacket.MAIN)) {
      return;
    }
    if (packet.event().equals("message")) {
      answer(packet, event(packet, "message-back"));
    } else if (packet.event().equals("message-with-ack") && id != null) {
      answer(packet, ack(packet, id));
    }
  }

  @Override
  public void onDisconnect(String namespace) {
    // Whoever leaves is answered nothing.
  }

  @Override
  public void onViolation(String why) {
    session().close(EngineEndpoint.now());
  }

  private static byte[] event(SocketPacket packet, String name) {
    int attachments = packet.attachmentCount();
    return attachments == 0
        ? SocketPackets.event(packet.namespace(), name, packet.arguments())
        : SocketPackets.binaryEvent(packet.namespace(), name, packet.arguments(), attachments);
  }

  private static byte[] ack(SocketPacket packet, String id) {
    int attachments = packet.attachmentCount();
    return attachments == 0
        ? SocketPackets.ack(packet.namespace(), id, packet.arguments())
        : SocketPackets.binaryAck(packet.namespace(), id, packet.arguments(), attachments);
  }

  private void answer(SocketPacket packet, byte[] answer) {
    send(answer);
    List<byte[]> attachments = packet.attachments();
    attachments.forEach(attachment -> session().send(Outgoing.binary(attachment)));
  }

  private void send(byte[] packet) {
    session().send(Outgoing.of(packet));
  }

  @Override
  public void onMore() {
    session().goOn();
  }

  private EngineSession session() {
    return Objects.requireNonNull(session);
  }
}
