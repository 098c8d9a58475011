package salons.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import salons.engineio.FakeClient.Request;
import salons.engineio.FakeClient.Socket;

final class PauseAndCloseTest {
  private final FakeClient client = new FakeClient();

  @Test
  void the_rest_of_a_post_and_its_answer_wait_while_the_session_is_paused() {
    client.onEach = client.session::pause;
    Request post = client.post("4a\u001e4b\u001e4c");
    assertThat(client.heard).containsExactly("a");
    assertThat(post.answer).isNull();
    assertThat(client.session.taking()).isEqualTo(8);
    client.session.resume();
    assertThat(client.heard).containsExactly("a", "b");
    client.session.resume();
    assertThat(client.heard).containsExactly("a", "b", "c");
    assertThat(post.answer).isNull();
    client.session.resume();
    assertThat(post.answer).isEqualTo("ok");
    assertThat(client.session.taking()).isZero();
  }

  @Test
  void a_second_post_is_an_overlap_while_the_first_waits() {
    client.session.pause();
    Request first = client.post("4a");
    Request second = client.post("4b");
    assertThat(first.answer).isEqualTo("BAD_REQUEST");
    assertThat(second.answer).isEqualTo("BAD_REQUEST");
    client.session.resume();
    assertThat(client.heard).isEmpty();
  }

  @Test
  void what_a_websocket_brings_waits_as_well_whatever_becomes_of_the_bytes() {
    Socket socket = client.open();
    client.session.pause();
    byte[] reused = "4a".getBytes(UTF_8);
    client.session.socketText(socket, reused, 2);
    reused[1] = 'x';
    client.text(socket, "1");
    assertThat(client.session.taking()).isGreaterThan(3);
    assertThat(client.closed).isNull();
    client.session.resume();
    assertThat(client.heard).containsExactly("a");
    assertThat(client.closed).isEqualTo(CloseReason.TRANSPORT_CLOSE);
    assertThat(client.session.taking()).isZero();
  }

  @Test
  void many_packets_are_handed_on_a_few_at_a_time() {
    Request post = client.post("3\u001e".repeat(200) + "3");
    assertThat(client.pongs).isEqualTo(128);
    client.session.pause();
    client.session.resume();
    assertThat(client.pongs).isEqualTo(128);
    assertThat(client.turns).isOne();
    client.session.goOn();
    assertThat(client.pongs).isEqualTo(201);
    assertThat(post.answer).isEqualTo("ok");
  }

  @Test
  void who_goes_on_sending_without_being_heard_is_let_go() {
    Request endless = client.postHead();
    Socket socket = client.probe();
    client.text(socket, "5");
    for (int i = 0; i < 1_000; i++) {
      client.text(socket, "4a");
    }
    assertThat(client.closed).isEqualTo(CloseReason.TOO_LARGE);
    assertThat(client.session.taking()).isZero();
    assertThat(endless.answer).isEqualTo("BAD_REQUEST");
  }

  @Test
  void a_paused_session_is_still_told_things() {
    client.session.pause();
    client.send("4a");
    assertThat(client.poll().answer).isEqualTo("4a");
  }

  @Test
  void a_handler_that_pauses_and_resumes_in_the_middle_hears_everything_once() {
    client.onEach = () -> {
      client.session.pause();
      client.session.resume();
    };
    assertThat(client.post("4a\u001e4b").answer).isEqualTo("ok");
    assertThat(client.heard).containsExactly("a", "b");
  }

  @Test
  void what_a_handler_throws_comes_out_and_the_next_packet_is_not_lost() {
    Request post = client.postHead();
    client.onEach = () -> {
      throw new IllegalStateException("no");
    };
    assertThatThrownBy(() -> client.session.post("4a\u001e4b".getBytes(UTF_8), post))
        .hasMessage("no");
    client.onEach = () -> {};
    client.session.resume();
    assertThat(client.heard).containsExactly("a", "b");
    assertThat(post.answer).isEqualTo("ok");
  }

  @Test
  void closing_tells_the_open_poll_what_waits_and_then_there_is_no_session() {
    Request poll = client.poll();
    client.send("4a");
    client.session.close(0);
    assertThat(poll.answer).isEqualTo("4a");
    assertThat(client.closed).isEqualTo(CloseReason.FORCED);
    assertThat(client.waiting).isEqualTo(-1);
    assertThat(client.poll().answer).isEqualTo("UNKNOWN_SESSION");
  }

  /** Clients in Python and Rust never come back after a close that they were told by a poll. */
  @Test
  void closing_with_nothing_that_waits_fails_the_open_poll() {
    Request poll = client.poll();
    client.session.close(0);
    assertThat(poll.answer).isEqualTo("UNKNOWN_SESSION");
    assertThat(client.closed).isEqualTo(CloseReason.FORCED);
  }

  @Test
  void an_end_by_force_fails_the_open_poll_too() {
    Request poll = client.poll();
    client.session.abort();
    assertThat(poll.answer).isEqualTo("UNKNOWN_SESSION");
  }

  @Test
  void closing_without_a_poll_waits_for_the_next_one() {
    client.send("4a");
    client.session.close(0);
    client.send("4late");
    assertThat(client.closed).isNull();
    assertThat(client.post("4b").answer).isEqualTo("ok");
    assertThat(client.heard).isEmpty();
    assertThat(client.poll(199).answer).isEqualTo("4a");
    assertThat(client.closed).isEqualTo(CloseReason.FORCED);
  }

  @Test
  void closing_with_much_that_waits_takes_as_many_polls() {
    for (int i = 0; i < 17; i++) {
      client.send("4" + i);
    }
    client.session.close(0);
    assertThat(client.poll().answer).startsWith("40|").endsWith("|415");
    assertThat(client.closed).isNull();
    assertThat(client.poll().answer).isEqualTo("416");
    assertThat(client.closed).isEqualTo(CloseReason.FORCED);
  }

  @Test
  void closing_does_not_wait_longer_than_a_ping_would() {
    client.send("4a");
    client.session.close(100);
    client.session.tick(299);
    assertThat(client.closed).isNull();
    client.session.tick(300);
    assertThat(client.closed).isEqualTo(CloseReason.FORCED);
    assertThat(client.poll(300).answer).isEqualTo("UNKNOWN_SESSION");
  }

  @Test
  void closing_waits_no_longer_although_the_session_is_paused() {
    client.session.pause();
    Request post = client.post("4a");
    client.session.close(0);
    client.session.tick(200);
    assertThat(client.closed).isEqualTo(CloseReason.FORCED);
    assertThat(post.answer).isEqualTo("BAD_REQUEST");
  }

  @Test
  void a_closing_client_may_close_itself_or_be_cut_off() {
    client.session.close(0);
    assertThat(client.post("1").answer).isEqualTo("ok");
    assertThat(client.closed).isEqualTo(CloseReason.TRANSPORT_CLOSE);
  }

  @Test
  void closing_ends_an_upgrade_and_polling_takes_what_waits() {
    Socket socket = client.probe();
    client.text(socket, "2probe");
    client.send("4a");
    client.session.close(0);
    assertThat(socket.sent).containsExactly("3probe", "closed 1000");
    assertThat(client.probe().sent).containsExactly("closed 1000");
    assertThat(client.poll().answer).isEqualTo("4a");
  }

  @Test
  void a_websocket_ends_behind_what_was_sent() {
    Socket socket = client.open();
    client.send("4a");
    client.session.close(0);
    client.session.close(0);
    assertThat(socket.sent).containsExactly("4a", "ended");
    assertThat(client.closed).isEqualTo(CloseReason.FORCED);
  }

  @Test
  void a_handler_may_close_in_the_middle_of_a_post() {
    client.onEach = () -> client.session.close(0);
    assertThat(client.post("4a\u001e4b").answer).isEqualTo("ok");
    assertThat(client.heard).containsExactly("a");
  }

  @Test
  void a_handler_may_end_it_in_the_middle_of_a_post() {
    client.onEach = client.session::abort;
    assertThat(client.post("4a\u001e4b").answer).isEqualTo("BAD_REQUEST");
    assertThat(client.heard).containsExactly("a");
  }

  @Test
  void what_waits_is_released_when_the_session_ends_and_what_is_sent_later_too() {
    PollingTest.SharedPackets waits = new PollingTest.SharedPackets(1);
    client.session.send(waits);
    client.session.abort();
    assertThat(waits.released).isEqualTo(1);
    assertThat(client.session.waiting()).isZero();
    PollingTest.SharedPackets late = new PollingTest.SharedPackets(1);
    client.session.send(late);
    assertThat(late.released).isEqualTo(1);
  }

  @Test
  void nothing_stirs_a_session_that_is_over() {
    client.session.abort();
    client.session.abort();
    client.session.close(0);
    client.session.pause();
    client.session.resume();
    client.session.flush();
    client.session.tick(10_000);
    assertThat(client.closed).isEqualTo(CloseReason.FORCED);
  }
}
