package salons.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SocketPacketsTest {
  @Test
  void a_client_is_connected_under_an_id() {
    assertWritten("40{\"sid\":\"s1\"}", SocketPackets.connect("/", "s1"));
    assertWritten("40/custom,{\"sid\":\"s1\"}", SocketPackets.connect("/custom", "s1"));
    assertWritten("40{\"sid\":\"s1\",\"pid\":\"p1\"}", SocketPackets.connect("/", "s1", "p1"));
  }

  @Test
  void a_client_is_refused_with_a_sentence_and_maybe_more() {
    assertWritten(
        "44/random,{\"message\":\"Invalid namespace\"}",
        SocketPackets.connectError("/random", "Invalid namespace"));
    assertWritten(
        "44{\"message\":\"No \\\"token\\\"\",\"data\":{\"code\":1}}",
        SocketPackets.connectError("/", "No \"token\"", bytes("{\"code\":1}")));
  }

  @Test
  void a_client_is_sent_away() {
    assertWritten("41", SocketPackets.disconnect("/"));
    assertWritten("41/custom,", SocketPackets.disconnect("/custom"));
  }

  @Test
  void an_event_has_its_arguments_behind_its_name() {
    assertWritten("42[\"x\"]", SocketPackets.event("/", "x", bytes("")));
    assertWritten("42[\"x\",1,{}]", SocketPackets.event("/", "x", bytes("1,{}")));
    assertWritten("42/é,[\"☃\",1]", SocketPackets.event("/é", "☃", bytes("1")));
    assertWritten("42[\"message\",", SocketPackets.eventPrefix("/", "message"));
    assertWritten("452-/a,[\"x\",1]", SocketPackets.binaryEvent("/a", "x", bytes("1"), 2));
  }

  @Test
  void an_acknowledgement_bears_the_id_that_came() {
    assertWritten("437[{\"seq\":1}]", SocketPackets.ack("/", "7", bytes("{\"seq\":1}")));
    assertWritten("43/a,7[]", SocketPackets.ack("/a", "7", bytes("")));
    assertWritten("461-7[1]", SocketPackets.binaryAck("/", "7", bytes("1"), 1));
  }

  @Test
  void a_name_that_utf8_cannot_write_is_written_all_the_same() {
    assertWritten("42[\"?\"]", SocketPackets.event("/", "\ud800", bytes("")));
  }

  private static void assertWritten(String expected, byte[] packet) {
    assertThat(new String(packet, UTF_8)).isEqualTo(expected);
  }

  private static byte[] bytes(String json) {
    return json.getBytes(UTF_8);
  }
}
