package salons.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import salons.engineio.FakeClient.Request;
import salons.engineio.FakeClient.Socket;

final class UpgradeTest {
  private final FakeClient client = FakeClient.polling();

  @Test
  void a_probe_is_answered_and_the_open_poll_ends_with_a_noop() {
    Request poll = client.poll();
    Socket socket = client.probe();
    assertThat(poll.answer).isNull();
    client.text(socket, "2probe");
    assertThat(socket.sent).containsExactly("3probe");
    assertThat(poll.answer).isEqualTo("6");
  }

  @Test
  void a_second_probe_ends_the_attempt_and_polling_goes_on() {
    Socket socket = client.probe();
    client.text(socket, "2probe");
    client.text(socket, "2probe");
    assertThat(socket.sent).containsExactly("3probe", "closed 1000");
    client.send("4a");
    assertThat(client.poll().answer).isEqualTo("4a");
  }

  @Test
  void every_poll_is_answered_with_a_noop_until_the_client_has_moved() {
    Socket socket = client.probe();
    client.text(socket, "2probe");
    client.send("4a");
    assertThat(client.poll().answer).isEqualTo("6");
    assertThat(client.poll().answer).isEqualTo("6");
    client.text(socket, "5");
    assertThat(client.poll().answer).isEqualTo("BAD_REQUEST");
    assertThat(client.closed).isNull();
  }

  @Test
  void a_websocket_that_was_not_probed_yet_leaves_polling_as_it_is() {
    Request poll = client.poll();
    Socket socket = client.probe();
    client.send("4a");
    client.session.flush();
    assertThat(poll.answer).isEqualTo("4a");
    assertThat(socket.sent).isEmpty();
  }

  @Test
  void what_is_sent_during_the_upgrade_waits_for_the_websocket_and_keeps_its_order() {
    client.send("4a");
    Socket socket = client.probe();
    client.text(socket, "2probe");
    client.send("4b");
    client.session.send(Outgoing.binary(new byte[] {1, 2}));
    client.session.flush();
    assertThat(socket.sent).containsExactly("3probe");
    assertThat(client.session.isOnSocket()).isFalse();
    client.text(socket, "5");
    client.send("4c");
    assertThat(socket.sent).containsExactly("3probe", "4a", "4b", "[1, 2]", "4c");
    assertThat(client.session.isOnSocket()).isTrue();
    assertThat(client.session.waiting()).isZero();
    assertThat(client.heard).containsExactly("upgraded");
  }

  @Test
  void what_a_poll_took_in_part_goes_on_where_it_was_cut() {
    PollingTest.SharedPackets shared = new PollingTest.SharedPackets(18);
    client.session.send(shared);
    assertThat(client.poll().answer).isNotNull();
    Socket socket = client.probe();
    client.text(socket, "2probe");
    client.text(socket, "5");
    assertThat(socket.sent).containsExactly("3probe", "4q", "4r");
    assertThat(shared.released).isEqualTo(1);
  }

  @Test
  void a_ping_waits_for_the_websocket_too() {
    Socket socket = client.probe();
    client.text(socket, "2probe");
    client.session.tick(300);
    assertThat(client.poll(310).answer).isEqualTo("6");
    client.send("4a");
    client.text(socket, "5");
    assertThat(socket.sent).containsExactly("3probe", "2", "4a");
  }

  @Test
  void a_client_may_move_without_a_probe() {
    Request poll = client.poll();
    Socket socket = client.probe();
    client.text(socket, "5");
    client.text(socket, "4a");
    assertThat(poll.answer).isEqualTo("6");
    assertThat(client.heard).containsExactly("upgraded", "a");
  }

  @Test
  void a_second_websocket_is_closed_while_one_is_probed() {
    Socket first = client.probe();
    Socket second = client.probe();
    assertThat(second.sent).containsExactly("closed 1000");
    client.text(second, "2probe");
    client.text(first, "2probe");
    client.text(first, "5");
    assertThat(first.sent).containsExactly("3probe");
    assertThat(second.sent).hasSize(1);
  }

  @Test
  void a_second_websocket_is_closed_after_the_upgrade() {
    Socket first = upgraded();
    Socket second = client.probe();
    assertThat(second.sent).containsExactly("closed 1000");
    client.text(second, "4no");
    client.session.socketGone(second);
    client.text(first, "4a");
    assertThat(client.heard).containsExactly("upgraded", "a");
  }

  @Test
  void a_websocket_for_a_session_that_is_over_is_closed() {
    client.session.abort();
    assertThat(client.probe().sent).containsExactly("closed 1000");
  }

  @Test
  void an_upgrade_that_takes_too_long_is_given_up_and_polling_goes_on() {
    Socket socket = client.probe();
    client.text(socket, "2probe");
    client.send("4a");
    client.session.tick(999);
    assertThat(socket.sent).containsExactly("3probe");
    client.session.tick(1_000);
    assertThat(socket.sent).containsExactly("3probe", "closed 1000");
    assertThat(client.poll(1_000).answer).isEqualTo("2|4a");
    assertThat(client.closed).isNull();
    client.text(socket, "5");
    assertThat(client.session.isOnSocket()).isFalse();
  }

  @Test
  void a_websocket_that_dies_while_it_is_probed_leaves_polling_as_it_was() {
    Socket socket = client.probe();
    client.text(socket, "2probe");
    client.send("4a");
    client.session.socketGone(socket);
    assertThat(client.poll().answer).isEqualTo("4a");
    assertThat(client.closed).isNull();
    Socket next = client.probe();
    client.text(next, "2probe");
    assertThat(next.sent).containsExactly("3probe");
  }

  @Test
  void a_websocket_that_says_something_else_is_closed_and_polling_goes_on() {
    for (String wrong : new String[] {"4a", "2", "2prob", "2probes", "", "x"}) {
      Socket socket = client.probe();
      client.text(socket, wrong);
      assertThat(socket.sent).containsExactly("closed 1000");
    }
    Socket binary = client.probe();
    client.session.socketBinary(binary, new byte[] {'5'});
    assertThat(binary.sent).containsExactly("closed 1000");
    client.send("4a");
    assertThat(client.poll().answer).isEqualTo("4a");
    assertThat(client.heard).isEmpty();
  }

  @Test
  void polls_and_posts_are_refused_after_the_upgrade_and_the_session_lives_on() {
    Socket socket = upgraded();
    assertThat(client.poll().answer).isEqualTo("BAD_REQUEST");
    assertThat(client.post("4a").answer).isEqualTo("BAD_REQUEST");
    client.text(socket, "4b");
    assertThat(client.heard).containsExactly("upgraded", "b");
    assertThat(client.closed).isNull();
  }

  @Test
  void what_was_posted_before_the_client_moved_is_heard_first() {
    Request post = client.postHead();
    Socket socket = upgraded();
    client.text(socket, "4c");
    client.session.socketBinary(socket, new byte[] {1});
    assertThat(client.session.taking()).isGreaterThan(3);
    client.session.post("4a\u001e4b".getBytes(UTF_8), post);
    client.text(socket, "4d");
    assertThat(client.heard).containsExactly("upgraded", "a", "b", "c", "[1]", "d");
    assertThat(post.answer).isEqualTo("ok");
    assertThat(client.session.taking()).isZero();
  }

  @Test
  void a_session_that_ends_takes_both_its_transports_along() {
    Request poll = client.poll();
    Socket socket = client.probe();
    client.session.abort();
    assertThat(poll.answer).isEqualTo("UNKNOWN_SESSION");
    assertThat(socket.sent).containsExactly("closed 1000");
    assertThat(client.closed).isEqualTo(CloseReason.FORCED);
  }

  private Socket upgraded() {
    Socket socket = client.probe();
    client.text(socket, "2probe");
    client.text(socket, "5");
    return socket;
  }
}
