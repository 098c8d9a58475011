package salons.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.engineio.FakeClient.Request;

final class PollingTest {
  private final FakeClient client = FakeClient.polling();

  @Test
  void a_first_poll_is_answered_with_a_handshake_that_offers_a_websocket() {
    Request first = new Request();
    client.session.openByPoll(first);
    assertThat(first.answer)
        .isEqualTo(
            "0{\"sid\":\"the.sid\",\"upgrades\":[\"websocket\"],\"pingInterval\":300,\"pingTimeout\":200,\"maxPayload\":1000}");
  }

  @Test
  void a_poll_takes_what_waits() {
    client.send("4a", "4b");
    assertThat(client.session.waiting()).isEqualTo(4);
    assertThat(client.poll().answer).isEqualTo("4a|4b");
    assertThat(client.waiting).isZero();
    assertThat(client.session.sent()).isEqualTo(4);
  }

  @Test
  void a_poll_waits_until_it_is_flushed_so_that_all_of_a_tick_goes_in_one_answer() {
    Request poll = client.poll();
    client.send("4a", "4b");
    assertThat(poll.answer).isNull();
    client.session.flush();
    assertThat(poll.answer).isEqualTo("4a|4b");
    client.session.flush();
  }

  @Test
  void a_poll_is_not_answered_with_nothing() {
    Request poll = client.poll();
    client.session.flush();
    assertThat(poll.answer).isNull();
    assertThat(client.waiting).isEqualTo(-1);
  }

  @Test
  void more_than_sixteen_packets_take_more_polls() {
    for (int i = 0; i < 40; i++) {
      client.send("4" + (char) ('a' + i));
    }
    assertThat(List.of(client.poll(), client.poll(), client.poll()))
        .extracting(poll -> poll.answer)
        .containsExactly(packets(0, 16), packets(16, 32), packets(32, 40));
    assertThat(client.waiting).isZero();
  }

  @Test
  void
      what_is_sent_as_one_is_cut_where_a_poll_is_full_and_released_when_its_last_packet_is_taken() {
    SharedPackets shared = new SharedPackets(20);
    client.session.send(shared);
    assertThat(client.poll().answer).isEqualTo(packets(0, 16));
    assertThat(shared.released).isZero();
    assertThat(client.session.waiting()).isEqualTo(8);
    client.send("4z");
    assertThat(client.poll().answer).isEqualTo(packets(16, 20) + "|4z");
    assertThat(shared.released).isEqualTo(1);
  }

  @Test
  void what_waits_is_handed_on_as_the_very_same_bytes() {
    byte[] packet = "4a".getBytes(UTF_8);
    client.session.send(Outgoing.of(packet));
    client.session.poll(
        new PollRequest() {
          @Override
          public void answer(List<byte[]> packets) {
            assertThat(packets.get(0)).isSameAs(packet);
          }

          @Override
          public void refuse(EngineError error) {
            throw new AssertionError(error);
          }
        },
        0);
    assertThat(client.session.waiting()).isZero();
  }

  @Test
  void a_poll_is_bounded_by_bytes_too_but_for_one_packet() {
    String large = "4" + "x".repeat(150);
    String half = "4" + "y".repeat(59);
    client.send(large, half, half, "4a");
    assertThat(client.poll().answer).isEqualTo(large);
    assertThat(client.poll().answer).isEqualTo(half);
    assertThat(client.poll().answer).isEqualTo(half + "|4a");
  }

  @Test
  void binary_goes_as_base64_and_is_counted_as_such() {
    client.session.send(Outgoing.binary(new byte[] {1, 2, 3, 4}));
    assertThat(client.session.waiting()).isEqualTo(9);
    assertThat(client.poll().answer).isEqualTo("bAQIDBA==");
    assertThat(client.session.waiting()).isZero();
  }

  @Test
  void a_second_poll_ends_the_session() {
    Request first = client.poll();
    Request second = client.poll();
    assertThat(first.answer).isEqualTo("1");
    assertThat(second.answer).isEqualTo("BAD_REQUEST");
    assertThat(client.closed).isEqualTo(CloseReason.TRANSPORT_ERROR);
    assertThat(client.poll().answer).isEqualTo("UNKNOWN_SESSION");
    assertThat(client.post("4a").answer).isEqualTo("UNKNOWN_SESSION");
  }

  @Test
  void a_poll_that_is_cut_off_ends_the_session_but_not_one_that_was_answered() {
    client.send("4a");
    client.session.pollGone(client.poll());
    assertThat(client.closed).isNull();
    client.session.pollGone(client.poll());
    assertThat(client.closed).isEqualTo(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  void the_packets_of_a_post_are_handed_on_in_order_before_it_is_answered() {
    Request post = client.postHead();
    client.onEach = () -> assertThat(post.answer).isNull();
    client.session.post("4a\u001e4\u001ebAQID\u001e4ä".getBytes(UTF_8), post);
    assertThat(client.heard).containsExactly("a", "", "[1, 2, 3]", "ä");
    assertThat(post.answer).isEqualTo("ok");
  }

  @Test
  void a_second_post_ends_the_session_while_the_first_is_still_coming() {
    Request first = client.postHead();
    Request second = new Request();
    assertThat(client.session.postBegins(second)).isFalse();
    assertThat(List.of(first.answer, second.answer)).containsOnly("BAD_REQUEST");
    assertThat(client.closed).isEqualTo(CloseReason.TRANSPORT_ERROR);
    client.session.post("4a".getBytes(UTF_8), first);
    assertThat(client.heard).isEmpty();
  }

  @Test
  void posts_one_after_the_other_are_welcome() {
    assertThat(client.post("4a").answer).isEqualTo("ok");
    assertThat(client.post("4b").answer).isEqualTo("ok");
    assertThat(client.heard).containsExactly("a", "b");
  }

  @Test
  void a_post_that_is_cut_off_ends_the_session_but_not_one_that_was_answered() {
    client.session.postGone(client.post("4a"));
    assertThat(client.closed).isNull();
    Request post = client.postHead();
    client.session.postGone(post);
    assertThat(client.closed).isEqualTo(CloseReason.TRANSPORT_ERROR);
    assertThat(post.answer).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "", "4a\u001e", "\u001e4a", "7", "/", "bA*==", "4a\u001ex"})
  void what_is_no_packet_ends_the_session(String body) {
    Request poll = client.poll();
    Request post = client.post(body);
    assertThat(post.answer).isEqualTo("BAD_REQUEST");
    assertThat(poll.answer).isEqualTo("1");
    assertThat(client.closed).isEqualTo(CloseReason.PARSE_ERROR);
    assertThat(client.poll().answer).isEqualTo("UNKNOWN_SESSION");
  }

  @Test
  void a_body_that_is_not_utf8_ends_the_session_with_nothing_of_it_taken() {
    Request post = client.postHead();
    client.session.post(new byte[] {'4', 'a', Payload.SEPARATOR, '4', (byte) 0xC3}, post);
    assertThat(client.heard).isEmpty();
    assertThat(post.answer).isEqualTo("BAD_REQUEST");
    assertThat(client.closed).isEqualTo(CloseReason.PARSE_ERROR);
  }

  @Test
  void a_body_that_is_too_large_is_refused_and_the_session_goes_on() {
    assertThat(client.post("4" + "x".repeat(999)).answer).isEqualTo("ok");
    assertThat(client.post("4" + "x".repeat(1000)).answer).isEqualTo("TOO_LARGE");
    Request chunked = client.postHead();
    client.session.postTooLarge(chunked);
    assertThat(chunked.answer).isEqualTo("TOO_LARGE");
    assertThat(client.post("4a").answer).isEqualTo("ok");
    assertThat(client.heard).hasSize(2);
  }

  @Test
  void a_ping_of_the_client_ends_the_session() {
    assertThat(client.post("4a\u001e2").answer).isEqualTo("BAD_REQUEST");
    assertThat(client.heard).containsExactly("a");
    assertThat(client.closed).isEqualTo(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  void packets_of_no_meaning_are_ignored() {
    assertThat(client.post("0\u001e5\u001e6\u001e4a").answer).isEqualTo("ok");
    assertThat(client.heard).containsExactly("a");
  }

  @Test
  void a_close_of_the_client_is_answered_with_a_noop_and_nothing_behind_it_is_heard() {
    Request poll = client.poll();
    Request post = client.post("4a\u001e1\u001e4b");
    assertThat(poll.answer).isEqualTo("6");
    assertThat(post.answer).isEqualTo("ok");
    assertThat(client.heard).containsExactly("a");
    assertThat(client.closed).isEqualTo(CloseReason.TRANSPORT_CLOSE);
  }

  private static String packets(int from, int to) {
    return String.join(
        "|", IntStream.range(from, to).mapToObj(i -> "4" + (char) ('a' + i)).toList());
  }

  /** Packets {@code 4a}, {@code 4b} … that count how often they were released. */
  static final class SharedPackets implements Outgoing {
    private final List<byte[]> packets;
    int released;

    SharedPackets(int count) {
      packets = IntStream.range(0, count)
          .mapToObj(i -> new byte[] {'4', (byte) ('a' + i)})
          .toList();
    }

    @Override
    public List<byte[]> packets() {
      return packets;
    }

    @Override
    public void release() {
      released++;
    }
  }
}
