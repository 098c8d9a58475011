package salons.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SocketConnectionTest {
  private static final String ONE = "{\"_placeholder\":true,\"num\":0}";

  private final List<String> told = new ArrayList<>();
  private final List<byte[]> attachments = new ArrayList<>();
  private SocketConnection connection;

  @BeforeEach
  void open() {
    connection = connection(true);
  }

  @Test
  void a_client_asks_to_be_connected_and_is_answered_at_once_or_later() {
    text("0{\"token\":\"1\"}");
    assertThat(connection.isConnected("/")).isFalse();
    assertThat(connection.accept("/")).isTrue();
    assertThat(connection.isConnected("/")).isTrue();
    text("2[\"x\",1]");
    assertTold("connect / {\"token\":\"1\"}", "event / x null 1");
  }

  @Test
  void namespaces_are_independent() {
    connected("/", "/custom");
    text("2/custom,7[\"x\"]");
    text("1/custom");
    assertThat(connection.isConnected("/custom")).isFalse();
    text("2[\"y\"]");
    assertTold("event /custom x 7 ", "disconnect /custom", "event / y null ");
  }

  @Test
  void a_refused_client_may_ask_again_and_is_not_connected() {
    text("0/random");
    assertThat(connection.refuse("/random")).isTrue();
    text("0/random,");
    assertThat(connection.refuse("/random")).isTrue();
    text("2/random,[\"x\"]");
    assertTold("connect /random ", "connect /random ", "violation");
  }

  @Test
  void a_client_that_left_may_come_back() {
    connected("/");
    text("1");
    text("0");
    assertThat(connection.accept("/")).isTrue();
    text("2[\"x\"]");
    assertTold("disconnect /", "connect / ", "event / x null ");
  }

  @Test
  void whom_the_server_sent_away_is_not_connected() {
    connected("/");
    connection.disconnect("/");
    assertThat(connection.isConnected("/")).isFalse();
    text("0");
    assertTold("connect / ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0{}",
        "2/custom,[\"x\"]",
        "1/custom",
        "3/custom,1[]",
        "4{\"message\":\"x\"}",
        "2{}",
        "2[\"connect\"]",
        "2abc[\"x\"]",
        "abc",
        "",
        "51-/custom,[\"x\"]",
        "50-[\"x\"]"
      })
  void what_does_not_fit_a_connected_client_breaks_the_protocol(String text) {
    connected("/");
    text(text);
    assertTold("violation");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2[\"x\"]", "1", "31[1]", "4{}", "51-[\"x\"]", "61-1[]"})
  void nothing_may_come_before_a_client_is_connected(String text) {
    text(text);
    assertTold("violation");
  }

  @Test
  void nothing_may_come_while_an_answer_is_awaited() {
    text("0");
    text("2[\"x\"]");
    assertTold("connect / ", "violation");
    assertThat(connection.accept("/")).isFalse();
  }

  @Test
  void nothing_is_handed_on_behind_a_violation() {
    connected("/");
    text("2{}");
    text("2[\"x\"]");
    text("0");
    binary(1);
    connection.tick(1_000_000);
    assertTold("violation");
  }

  @Test
  void nothing_is_handed_on_when_the_transport_is_gone() {
    connected("/");
    connection.onClosed();
    text("2[\"x\"]");
    binary(1);
    connection.tick(1_000_000);
    assertTold();
    assertThat(connection.isConnected("/")).isFalse();
  }

  @Test
  void an_answer_that_nobody_awaits_connects_nobody() {
    assertThat(connection.accept("/")).isFalse();
    text("0");
    connection.onClosed();
    assertThat(connection.accept("/")).isFalse();
    assertThat(connection.isConnected("/")).isFalse();
  }

  @Test
  void an_acknowledgement_of_nothing_is_ignored() {
    connected("/");
    text("34377[1]");
    text("3[1]");
    text("61-1[" + ONE + "]");
    binary(1);
    text("2[\"x\"]");
    assertTold("event / x null ");
  }

  @Test
  void who_does_not_connect_in_time_is_let_go() {
    connection.tick(1999);
    assertTold();
    connection.tick(2000);
    assertTold("violation");
  }

  @Test
  void asking_for_what_is_not_there_gains_no_time() {
    text("0/random");
    connection.tick(2000);
    assertTold("connect /random ");
    assertThat(connection.refuse("/random")).isTrue();
    connection.tick(2000);
    assertTold("connect /random ", "violation");
  }

  @Test
  void who_connected_in_time_may_stay_without_a_namespace() {
    connected("/custom");
    text("1/custom");
    connection.tick(1_000_000);
    assertTold("disconnect /custom");
  }

  @Test
  void a_packet_is_handed_on_with_its_last_attachment() {
    connected("/");
    byte[] bytes = "52-7[\"x\",{\"_placeholder\":true,\"num\":1}, 2]".getBytes(UTF_8);
    connection.onText(bytes, 0, bytes.length);
    Arrays.fill(bytes, (byte) ' ');
    binary(1, 2);
    assertTold();
    binary(3);
    assertTold("event / x 7 {\"_placeholder\":true,\"num\":1}, 2");
    assertThat(attachments).hasSize(2);
    assertThat(attachments.get(0)).isEqualTo(new byte[] {1, 2});
    assertThat(attachments.get(1)).isEqualTo(new byte[] {3});
    assertThat(connection.held()).isZero();
  }

  @Test
  void binary_arguments_may_be_let_go_as_they_come() {
    connection = connection(false);
    connected("/");
    text("51-7[\"x\"," + ONE + "]");
    assertThat(connection.held()).isZero();
    binary(1);
    assertTold("event / x 7 ");
    assertThat(attachments).isEmpty();
  }

  @Test
  void an_attachment_without_a_packet_breaks_the_protocol() {
    connected("/");
    binary(1);
    assertTold("violation");
  }

  @Test
  void an_attachment_too_many_breaks_the_protocol() {
    connected("/");
    text("51-[\"x\"]");
    binary(1);
    binary(1);
    assertTold("event / x null ", "violation");
  }

  @Test
  void text_between_attachments_breaks_the_protocol() {
    connected("/");
    text("52-[\"x\"]");
    binary(1);
    text("2[\"y\"]");
    assertTold("violation");
    assertThat(connection.held()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void attachments_longer_than_the_bound_break_the_protocol(boolean keeps) {
    connection = connection(keeps);
    connected("/");
    String head = "52-[\"x\"]";
    text(head);
    connection.onBinary(new byte[1_000_000 - head.length()]);
    assertThat(connection.held()).isEqualTo(keeps ? 1_000_000 : 0);
    connection.onBinary(new byte[1]);
    assertTold("violation");
    assertThat(connection.held()).isZero();
  }

  @Test
  void whatever_comes_it_is_judged() {
    Random random = new Random(20_261_130);
    String[] texts = {
      "0",
      "1",
      "2[\"x\"]",
      "0/a",
      "1/a",
      "2/a,[\"x\"]",
      "51-[\"x\"," + ONE + "]",
      "31[1]",
      "2{}",
      "x"
    };
    for (int round = 0; round < 4_000; round++) {
      open();
      for (int n = 0; n < 8; n++) {
        if (random.nextInt(5) == 0) {
          connection.onBinary(new byte[random.nextInt(3)]);
        } else {
          text(texts[random.nextInt(texts.length)]);
        }
        boolean settled = random.nextBoolean() ? connection.accept("/") : connection.refuse("/");
        settled |= connection.accept("/a");
        connection.tick(settled ? n : random.nextInt(3000));
      }
    }
  }

  private SocketConnection connection(boolean keepsBinary) {
    SocketSettings settings = new SocketSettings(1000, 10, 32, 1_000_000, keepsBinary);
    return new SocketConnection(settings, new Handler(), 1000);
  }

  private void connected(String... namespaces) {
    for (String namespace : namespaces) {
      text("0" + namespace);
      assertThat(connection.accept(namespace)).isTrue();
    }
    told.clear();
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    connection.onText(bytes, 0, bytes.length);
  }

  private void binary(int... bytes) {
    byte[] data = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      data[i] = (byte) bytes[i];
    }
    connection.onBinary(data);
  }

  private void assertTold(String... expected) {
    assertThat(told).containsExactly(expected);
  }

  private final class Handler implements SocketConnection.Handler {
    @Override
    public void onConnect(SocketPacket packet) {
      told.add("connect " + packet.namespace() + " " + new String(packet.arguments(), UTF_8));
    }

    @Override
    public void onEvent(SocketPacket packet) {
      told.add("event " + packet.namespace() + " " + packet.event() + " " + packet.id() + " "
          + new String(packet.arguments(), UTF_8));
      attachments.addAll(packet.attachments());
    }

    @Override
    public void onDisconnect(String namespace) {
      told.add("disconnect " + namespace);
    }

    @Override
    public void onViolation(String why) {
      assertThat(why).isNotEmpty();
      told.add("violation");
    }
  }
}
