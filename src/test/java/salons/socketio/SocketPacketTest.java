package salons.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

final class SocketPacketTest {
  private static final SocketSettings SETTINGS = new SocketSettings(1000, 10, 32, 1_000_000, true);

  @Test
  void an_event_tells_its_name_and_where_its_first_argument_is() throws SocketParseException {
    SocketPacket packet = decode("2[\"message\",{\"room\":\"a\",\"x\":[1]},2]");
    assertEquals(SocketPacket.Type.EVENT, packet.type());
    assertEquals("/", packet.namespace());
    assertNull(packet.id());
    assertEquals("message", packet.event());
    assertEquals(2, packet.argumentCount());
    assertEquals("{\"room\":\"a\",\"x\":[1]}", first(packet));
    assertEquals("{\"room\":\"a\",\"x\":[1]},2", new String(packet.arguments(), UTF_8));
  }

  private static SocketPacket decode(String text) throws SocketParseException {
    byte[] bytes = ("4" + text + "]").getBytes(UTF_8);
    return SocketPacket.decode(bytes, 1, bytes.length - 1, SETTINGS);
  }

  private static String first(SocketPacket packet) {
    int length = packet.firstTo() - packet.firstFrom();
    return new String(packet.bytes(), packet.firstFrom(), length, UTF_8);
  }
}
