package salons.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import salons.engineio.FakeClient.Request;
import salons.engineio.FakeClient.Socket;

/** Pinged every 300 ms, answered within 200. */
final class HeartbeatTest {
  private final FakeClient client = new FakeClient();

  @Test
  void a_websocket_is_pinged_every_interval_as_long_as_it_answers() {
    Socket socket = client.open();
    for (int now = 0; now < 1_000; now += 10) {
      client.session.tick(now);
      if (now % 300 == 50) {
        client.text(socket, "3");
      }
    }
    assertThat(socket.sent).containsExactly("2", "2", "2");
    assertThat(client.closed).isNull();
    assertThat(client.pongs).isEqualTo(4);
  }

  @Test
  void a_busy_client_is_pinged_as_well_and_only_a_pong_is_an_answer() {
    Socket socket = client.open();
    for (int now = 0; now < 500; now += 10) {
      client.session.tick(now);
      client.text(socket, "4a");
      client.send("4b");
    }
    assertThat(socket.sent).containsOnlyOnce("2");
    client.session.tick(500);
    assertThat(socket.sent).last().isEqualTo("closed 1000");
    assertThat(client.closed).isEqualTo(CloseReason.PING_TIMEOUT);
  }

  @Test
  void a_ping_answers_the_open_poll_at_once() {
    Request poll = client.poll();
    client.session.tick(299);
    assertThat(poll.answer).isNull();
    client.session.tick(300);
    assertThat(poll.answer).isEqualTo("2");
  }

  @Test
  void a_ping_goes_before_what_waits_and_is_one_of_the_sixteen() {
    client.session.tick(300);
    for (int i = 0; i < 16; i++) {
      client.send("4" + i);
    }
    assertThat(client.poll(310).answer).startsWith("2|40|").endsWith("|414");
    assertThat(client.poll(310).answer).isEqualTo("415");
  }

  @Test
  void a_ping_that_nobody_polls_for_is_not_sent_twice() {
    client.session.pause();
    client.session.tick(300);
    client.session.tick(600);
    client.session.tick(900);
    assertThat(client.poll(900).answer).isEqualTo("2");
    Request next = client.poll(910);
    assertThat(next.answer).isNull();
  }

  @Test
  void a_poll_that_comes_after_the_deadline_finds_the_session_gone_however_coarse_the_tick() {
    client.session.tick(310);
    Request poll = client.poll(500);
    assertThat(poll.answer).isEqualTo("UNKNOWN_SESSION");
    assertThat(client.closed).isEqualTo(CloseReason.PING_TIMEOUT);
  }

  @Test
  void an_open_poll_is_told_of_the_end() {
    client.session.tick(300);
    assertThat(client.poll(300).answer).isEqualTo("2");
    Request poll = client.poll(310);
    client.session.tick(500);
    assertThat(poll.answer).isEqualTo("1");
  }

  @Test
  void a_halt_of_the_server_is_not_counted_against_the_client() {
    Socket socket = client.open();
    client.session.tick(10_000);
    client.session.tick(10_199);
    assertThat(client.closed).isNull();
    client.text(socket, "3");
    client.session.tick(10_299);
    assertThat(socket.sent).containsExactly("2");
    client.session.tick(10_300);
    assertThat(socket.sent).containsExactly("2", "2");
  }

  @Test
  void a_client_that_is_not_heard_is_pinged_but_need_not_answer() {
    Socket socket = client.open();
    client.session.pause();
    for (int now = 0; now < 1_000; now += 10) {
      client.session.tick(now);
    }
    assertThat(socket.sent).containsExactly("2", "2", "2");
    client.session.resume();
    client.session.tick(1_189);
    assertThat(client.closed).isNull();
    client.session.tick(1_190);
    assertThat(client.closed).isEqualTo(CloseReason.PING_TIMEOUT);
  }

  @Test
  void the_clock_may_begin_anywhere() {
    long start = Long.MAX_VALUE - 100;
    EngineSession session = new EngineSession("s", FakeClient.SETTINGS, client, start);
    Socket socket = new Socket();
    session.openBySocket(socket);
    session.tick(start + 299);
    assertThat(socket.sent).hasSize(1);
    session.tick(start + 300);
    assertThat(socket.sent).hasSize(2);
    session.tick(start + 500);
    assertThat(client.closed).isEqualTo(CloseReason.PING_TIMEOUT);
  }
}
