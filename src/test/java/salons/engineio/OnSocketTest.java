package salons.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.engineio.FakeClient.Socket;

final class OnSocketTest {
  private final FakeClient client = new FakeClient();

  @Test
  void a_session_that_begins_on_a_websocket_has_a_handshake_without_upgrades() {
    Socket socket = new Socket();
    client.session.openBySocket(socket);
    assertThat(socket.sent)
        .containsExactly(
            "0{\"sid\":\"the.sid\",\"upgrades\":[],\"pingInterval\":300,\"pingTimeout\":200,\"maxPayload\":1000}");
    assertThat(client.session.isOnSocket()).isTrue();
  }

  @Test
  void what_was_sent_before_goes_behind_the_handshake() {
    client.send("4a");
    Socket socket = new Socket();
    client.session.openBySocket(socket);
    assertThat(socket.sent).hasSize(2).last().isEqualTo("4a");
  }

  @Test
  void text_and_binary_go_both_ways_as_they_are() {
    Socket socket = client.open();
    client.text(socket, "4a");
    client.text(socket, "4");
    client.session.socketBinary(socket, new byte[] {1, 2});
    client.text(socket, "bAQI=");
    assertThat(client.heard).containsExactly("a", "", "[1, 2]", "[1, 2]");
    client.send("4b");
    client.session.send(Outgoing.binary(new byte[] {3}));
    assertThat(socket.sent).containsExactly("4b", "[3]");
    assertThat(client.session.waiting()).isZero();
  }

  @Test
  void only_so_many_bytes_of_a_text_are_read() {
    Socket socket = client.open();
    client.session.socketText(socket, "4abc".getBytes(UTF_8), 2);
    assertThat(client.heard).containsExactly("a");
  }

  @Test
  void what_was_written_is_released_at_once() {
    client.session.openBySocket(new Socket());
    PollingTest.SharedPackets shared = new PollingTest.SharedPackets(3);
    client.session.send(shared);
    assertThat(shared.released).isEqualTo(1);
    assertThat(client.session.sent()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "7", "b*"})
  void what_is_no_packet_ends_the_session(String text) {
    Socket socket = client.open();
    client.text(socket, text);
    assertThat(socket.sent).containsExactly("closed 1000");
    assertThat(client.closed).isEqualTo(CloseReason.PARSE_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "2probe"})
  void a_ping_of_the_client_ends_the_session(String ping) {
    Socket socket = client.open();
    client.text(socket, ping);
    assertThat(socket.sent).containsExactly("closed 1000");
    assertThat(client.closed).isEqualTo(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  void a_close_of_the_client_ends_the_session() {
    Socket socket = client.open();
    client.text(socket, "1");
    client.text(socket, "4a");
    assertThat(socket.sent).containsExactly("closed 1000");
    assertThat(client.heard).isEmpty();
    assertThat(client.closed).isEqualTo(CloseReason.TRANSPORT_CLOSE);
  }

  @Test
  void a_message_that_is_too_large_ends_the_session_and_says_so() {
    Socket socket = client.open();
    client.text(socket, "4" + "x".repeat(999));
    client.text(socket, "4" + "x".repeat(1000));
    assertThat(socket.sent).containsExactly("closed 1009");
    assertThat(client.closed).isEqualTo(CloseReason.TOO_LARGE);
    assertThat(client.heard).hasSize(1);
  }

  @Test
  void a_websocket_that_is_gone_ends_the_session() {
    Socket socket = client.open();
    client.session.socketGone(socket);
    assertThat(client.closed).isEqualTo(CloseReason.TRANSPORT_CLOSE);
    assertThat(socket.sent).isEmpty();
    client.session.socketGone(socket);
  }

  @Test
  void requests_of_polling_are_refused() {
    client.session.openBySocket(new Socket());
    assertThat(client.poll().answer).isEqualTo("BAD_REQUEST");
    assertThat(client.post("4a").answer).isEqualTo("BAD_REQUEST");
    assertThat(client.closed).isNull();
  }
}
