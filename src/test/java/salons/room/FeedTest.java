package salons.room;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import salons.protocol.LogEntry;
import salons.protocol.Position;
import salons.protocol.RoomName;

final class FeedTest {
  private static final RoomName ROOM = new RoomName("general");

  private final FakeLog log = new FakeLog();
  private final List<RoomEvent> news = new ArrayList<>();
  private final TailBudget tails = new TailBudget(Long.MAX_VALUE);
  private final Feed feed = new Feed(ROOM, log, tails, news::add);

  /** A log whose reads end when the test says so. */
  private static final class FakeLog implements Feed.Source {
    final Deque<LogPage.Request> asked = new ArrayDeque<>();
    final Deque<Promise<LogPage>> reads = new ArrayDeque<>();
    final List<String> abandoned = new ArrayList<>();
    Future<Void> abandoning = Future.succeededFuture();

    @Override
    public Future<LogPage> read(LogPage.Request request) {
      Promise<LogPage> read = Promise.promise();
      asked.add(request);
      reads.add(read);
      return read.future();
    }

    @Override
    public Future<Void> abandon(RoomName room, String epoch) {
      abandoned.add(epoch);
      return abandoning;
    }

    /** Ends the read under way: the log is at {@code head}, and holds this. */
    void answer(String epoch, long head, long oldest, List<LogEntry> messages) {
      answer(epoch, head, oldest, messages, List.of());
    }

    void answer(
        String epoch, long head, long oldest, List<LogEntry> messages, List<LogEntry> changed) {
      reads.remove().complete(new LogPage(new Position(epoch, head), oldest, messages, changed));
    }

    void fail() {
      reads.remove().fail("out of reach");
    }
  }

  @Test
  void whoever_attaches_waits_for_the_first_read() {
    Future<LogPage> attached = feed.attach();
    assertThat(attached.isComplete()).isFalse();
    feed.catchUp();
    assertThat(attached.isComplete()).isFalse();
    log.answer("e", 3, 1, TailTest.messages(1, 3));
    assertThat(attached.result().head()).isEqualTo(new Position("e", 3));
    assertThat(attached.result().oldest()).isEqualTo(1);
    assertThat(TailTest.seqs(attached.result().entries())).containsExactly(1L, 2L, 3L);
    assertThat(news).isEmpty();
  }

  @Test
  void the_first_read_asks_for_the_newest_page() {
    feed.catchUp();
    assertThat(log.asked).containsExactly(LogPage.Request.newest(ROOM, Tail.CAPACITY));
  }

  @Test
  void whoever_attaches_later_is_answered_at_once_from_memory() {
    startAt(3);
    feed.receive(burst("e", 4, 5));
    LogPage page = feed.attach().result();
    assertThat(page.head().seq()).isEqualTo(5);
    assertThat(TailTest.seqs(page.entries())).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(log.asked).isEmpty();
  }

  @Test
  void a_page_holds_no_more_than_the_capacity_of_a_tail() {
    startAt(3);
    feed.receive(burst("e", 4, 1_000));
    assertThat(feed.attach().result().entries()).hasSize(Tail.CAPACITY);
  }

  @Test
  void tells_at_once_what_follows() {
    startAt(3);
    feed.receive(burst("e", 4, 4));
    feed.receive(burst("e", 5, 7));
    assertThat(told()).containsExactly(List.of(4L), List.of(5L, 6L, 7L));
    assertThat(log.asked).isEmpty();
  }

  @Test
  void the_first_message_of_an_empty_room_follows() {
    feed.catchUp();
    log.answer("e", 0, 1, List.of());
    feed.receive(burst("e", 1, 1));
    assertThat(told()).containsExactly(List.of(1L));
  }

  @Test
  void tells_nothing_twice() {
    startAt(3);
    feed.receive(burst("e", 1, 3));
    feed.receive(burst("e", 4, 5));
    feed.receive(burst("e", 4, 5));
    feed.receive(burst("e", 3, 7));
    assertThat(told()).containsExactly(List.of(4L, 5L), List.of(6L, 7L));
    assertThat(log.asked).isEmpty();
  }

  @Test
  void fills_a_gap_before_anything_newer_is_told() {
    startAt(3);
    feed.receive(burst("e", 6, 6));
    assertThat(news).isEmpty();
    log.answer("e", 6, 1, TailTest.messages(3, 6));
    assertThat(told()).containsExactly(List.of(4L, 5L, 6L));
    assertThat(log.asked).hasSize(1);
  }

  @Test
  void reads_only_once_while_more_comes_behind_a_gap() {
    startAt(3);
    feed.receive(burst("e", 6, 6));
    feed.receive(burst("e", 7, 7));
    feed.receive(burst("e", 8, 9));
    assertThat(log.asked).hasSize(1);
    log.answer("e", 7, 1, TailTest.messages(3, 7));
    assertThat(told()).containsExactly(List.of(4L, 5L, 6L, 7L), List.of(8L, 9L));
    assertThat(log.asked).hasSize(1);
  }

  @Test
  void a_second_gap_behind_the_first_is_filled_too() {
    startAt(3);
    feed.receive(burst("e", 6, 6));
    feed.receive(burst("e", 9, 9));
    log.answer("e", 7, 1, TailTest.messages(3, 7));
    assertThat(told()).containsExactly(List.of(4L, 5L, 6L, 7L));
    log.answer("e", 9, 1, TailTest.messages(7, 9));
    assertThat(told()).containsExactly(List.of(4L, 5L, 6L, 7L), List.of(8L, 9L));
  }

  @Test
  void a_burst_before_the_first_read_is_told_once_behind_it() {
    feed.receive(burst("e", 4, 5));
    feed.catchUp();
    feed.receive(burst("e", 6, 6));
    log.answer("e", 4, 1, TailTest.messages(1, 4));
    assertThat(told()).containsExactly(List.of(5L), List.of(6L));
  }

  @Test
  void a_catch_up_asked_for_during_a_read_is_done_behind_it() {
    startAt(3);
    feed.catchUp();
    feed.catchUp();
    feed.catchUp();
    assertThat(log.asked).hasSize(1);
    log.answer("e", 3, 1, TailTest.messages(3, 3));
    assertThat(log.asked).hasSize(2);
    log.answer("e", 4, 1, TailTest.messages(3, 4));
    assertThat(log.asked).hasSize(2);
    assertThat(told()).containsExactly(List.of(4L));
  }

  @Test
  void what_comes_in_pieces_is_told_whole_before_anything_newer() {
    startAt(3);
    feed.receive(burst("e", 9, 9));
    Future<LogPage> attached = feed.attach();
    assertThat(log.asked).containsExactly(LogPage.Request.nextFrom(ROOM, 3));
    log.answer("e", 9, 1, TailTest.messages(3, 3));
    assertThat(log.asked.getLast())
        .as("nothing new in it")
        .isEqualTo(LogPage.Request.next(ROOM, 3));
    log.answer("e", 9, 1, TailTest.messages(4, 6));
    feed.receive(burst("e", 10, 10));
    assertThat(log.asked.getLast()).isEqualTo(LogPage.Request.next(ROOM, 6));
    assertThat(attached.isComplete()).isFalse();
    log.answer("e", 10, 1, TailTest.messages(7, 9));
    log.answer("e", 10, 1, TailTest.messages(10, 10));
    assertThat(told()).containsExactly(List.of(4L, 5L, 6L), List.of(7L, 8L, 9L), List.of(10L));
    assertThat(attached.result().head().seq()).isEqualTo(10);
    assertThat(log.reads).isEmpty();
  }

  @Test
  void a_log_that_is_trimmed_between_two_pieces_starts_the_room_anew() {
    startAt(3);
    feed.catchUp();
    log.answer("e", 9, 1, TailTest.messages(3, 5));
    log.answer("e", 20, 15, TailTest.messages(15, 17));
    log.answer("e", 20, 15, TailTest.messages(15, 20));
    assertThat(restartedAt()).isEqualTo(new Position("e", 20));
  }

  @Test
  void whoever_attaches_during_a_read_waits_for_its_end() {
    startAt(3);
    feed.receive(burst("e", 6, 6));
    Future<LogPage> attached = feed.attach();
    assertThat(attached.isComplete()).isFalse();
    log.answer("e", 6, 1, TailTest.messages(3, 6));
    assertThat(attached.result().head().seq()).isEqualTo(6);
    assertThat(told()).as("told before the page was given").hasSize(1);
  }

  @Test
  void a_read_that_failed_holds_everything_back_until_one_succeeds() {
    startAt(3);
    feed.receive(burst("e", 6, 6));
    assertThat(feed.isBehind()).isFalse();
    log.fail();
    assertThat(feed.isBehind()).isTrue();
    feed.receive(burst("e", 7, 7));
    assertThat(news).isEmpty();
    feed.catchUp();
    assertThat(feed.isBehind()).isFalse();
    log.answer("e", 6, 1, TailTest.messages(3, 6));
    assertThat(feed.isBehind()).isFalse();
    assertThat(told()).containsExactly(List.of(4L, 5L, 6L), List.of(7L));
  }

  @Test
  void a_first_read_that_failed_is_repeated_in_full() {
    Future<LogPage> attached = feed.attach();
    feed.catchUp();
    log.fail();
    assertThat(attached.isComplete()).isFalse();
    feed.catchUp();
    assertThat(log.asked.getLast()).isEqualTo(LogPage.Request.newest(ROOM, Tail.CAPACITY));
    log.answer("e", 2, 1, TailTest.messages(1, 2));
    assertThat(attached.result().head().seq()).isEqualTo(2);
  }

  @Test
  void another_epoch_starts_the_room_anew() {
    startAt(3);
    feed.receive(burst("f", 1, 1));
    assertThat(news).isEmpty();
    log.answer("f", 1, 1, TailTest.messages(1, 1));
    log.answer("f", 1, 1, TailTest.messages(1, 1));
    assertThat(restartedAt()).isEqualTo(new Position("f", 1));
    assertThat(log.abandoned).isEmpty();
    feed.receive(burst("f", 2, 2));
    assertThat(told()).containsExactly(List.of(2L));
  }

  @Test
  void a_log_trimmed_past_what_is_held_starts_the_room_anew() {
    startAt(3);
    feed.catchUp();
    log.answer("e", 900, 800, TailTest.messages(800, 900));
    log.answer("e", 901, 801, TailTest.messages(801, 901));
    assertThat(restartedAt()).isEqualTo(new Position("e", 901));
    assertThat(TailTest.seqs(feed.attach().result().entries())).startsWith(801L).endsWith(901L);
    assertThat(log.abandoned).isEmpty();
  }

  @Test
  void a_log_that_starts_right_behind_what_is_held_only_follows() {
    startAt(3);
    feed.catchUp();
    log.answer("e", 6, 4, TailTest.messages(4, 6));
    assertThat(told()).containsExactly(List.of(4L, 5L, 6L));
    assertThat(feed.attach().result().oldest()).isEqualTo(4);
  }

  @Test
  void a_log_that_holds_nothing_any_more_but_went_on_starts_the_room_anew() {
    startAt(3);
    feed.catchUp();
    log.answer("e", 5, 6, List.of());
    log.answer("e", 5, 6, List.of());
    assertThat(restartedAt()).isEqualTo(new Position("e", 5));
  }

  @Test
  void a_log_that_went_back_is_given_another_epoch() {
    startAt(3);
    feed.catchUp();
    log.answer("e", 2, 1, TailTest.messages(2, 2));
    assertThat(log.abandoned).containsExactly("e");
    log.answer("f", 2, 1, TailTest.messages(1, 2));
    assertThat(restartedAt()).isEqualTo(new Position("f", 2));
  }

  @Test
  void a_log_that_holds_something_else_under_the_same_seq_is_given_another_epoch() {
    startAt(3);
    feed.catchUp();
    List<LogEntry> fork =
        List.of(new LogEntry(3, new byte[] {'x'}), new LogEntry(4, new byte[] {'y'}));
    log.answer("e", 4, 1, fork);
    assertThat(log.abandoned).containsExactly("e");
    log.answer("f", 4, 1, fork);
    assertThat(restartedAt()).isEqualTo(new Position("f", 4));
    assertThat(told()).isEmpty();
  }

  @Test
  void a_restart_that_fails_half_way_is_tried_again() {
    startAt(3);
    log.abandoning = Future.failedFuture("out of reach");
    feed.catchUp();
    log.answer("e", 2, 1, TailTest.messages(2, 2));
    assertThat(feed.isBehind()).isTrue();
    log.abandoning = Future.succeededFuture();
    feed.catchUp();
    log.answer("e", 2, 1, TailTest.messages(2, 2));
    assertThat(log.abandoned).containsExactly("e", "e");
    log.answer("f", 2, 1, TailTest.messages(1, 2));
    assertThat(restartedAt()).isEqualTo(new Position("f", 2));
  }

  @Test
  void what_came_during_a_restart_is_told_behind_it() {
    startAt(3);
    feed.receive(burst("f", 1, 1));
    log.answer("f", 1, 1, TailTest.messages(1, 1));
    feed.receive(burst("f", 2, 2));
    log.answer("f", 1, 1, TailTest.messages(1, 1));
    assertThat(news).hasSize(2);
    assertThat(news.get(0)).isInstanceOf(RoomEvent.Resynced.class);
    assertThat(told()).containsExactly(List.of(2L));
  }

  @Test
  void holds_a_bounded_number_of_bursts_and_reads_the_rest() {
    startAt(0);
    feed.catchUp();
    for (long seq = 1; seq <= 2_000; seq++) {
      feed.receive(burst("e", seq, seq));
    }
    log.answer("e", 0, 1, List.of());
    while (!log.reads.isEmpty()) {
      long from = log.asked.getLast().after() + 1;
      log.answer("e", 2_000, 1, TailTest.messages(from, 2_000));
    }
    assertThat(told().stream().flatMap(List::stream).toList())
        .isEqualTo(TailTest.seqs(TailTest.messages(1, 2_000)));
  }

  @Test
  void only_the_last_who_detaches_closes_it() {
    startAt(3);
    assertThat(feed.attach().succeeded()).isTrue();
    assertThat(feed.attach().succeeded()).isTrue();
    assertThat(feed.detach()).isFalse();
    assertThat(feed.detach()).isTrue();
  }

  @Test
  void one_that_nobody_wants_any_more_holds_nothing_of_a_read_that_ends_later() {
    assertThat(feed.attach().isComplete()).isFalse();
    feed.catchUp();
    assertThat(feed.detach()).isTrue();
    log.answer("e", 3, 1, TailTest.messages(1, 3));
    assertThat(tails.used()).isZero();
    assertThat(news).isEmpty();
  }

  @Test
  void a_change_replaces_what_is_held_and_is_told_with_it() {
    startWith(message(1, "one"), message(2, "two"));
    feed.receive(change(edited(3, 1, "better"), changed(1, "better")));
    assertThat(held())
        .containsExactly(changed(1, "better"), text(2, "two"), edited(3, 1, "better"));
    feed.receive(change(edited(4, 1, "best"), changed(1, "best")));
    assertThat(held())
        .containsExactly(
            changed(1, "best"), text(2, "two"), edited(3, 1, null), edited(4, 1, "best"));
    feed.receive(change(deleted(5, 1), gone(1)));
    assertThat(held())
        .containsExactly(
            gone(1), text(2, "two"), edited(3, 1, null), edited(4, 1, null), deleted(5, 1));
    assertThat(told()).containsExactly(List.of(3L), List.of(4L), List.of(5L));
    assertThat(((RoomEvent.Appended) news.get(2)).changed())
        .extracting(FeedTest::text)
        .containsExactly(gone(1));
  }

  @Test
  void a_gap_right_at_a_change_is_filled_with_what_it_changed() {
    startWith(message(1, "one"), message(2, "two"));
    feed.receive(burst("e", 5, 5));
    log.answer(
        "e",
        5,
        1,
        List.of(
            message(2, "two"),
            entry(3, edited(3, 1, null)),
            entry(4, deleted(4, 1)),
            message(5, "5")),
        List.of(entry(1, gone(1))));
    assertThat(held())
        .containsExactly(gone(1), text(2, "two"), edited(3, 1, null), deleted(4, 1), text(5, "5"));
  }

  @Test
  void two_changes_behind_a_gap_wait_for_it_and_are_made_once() {
    startWith(message(1, "one"));
    feed.receive(change(edited(3, 1, "three"), changed(1, "three")));
    feed.receive(change(edited(4, 1, "four"), changed(1, "four")));
    assertThat(news).isEmpty();
    // Read before the last of them.
    log.answer(
        "e",
        3,
        1,
        List.of(entry(1, changed(1, "three")), message(2, "two"), entry(3, edited(3, 1, "three"))));
    assertThat(held())
        .containsExactly(
            changed(1, "four"), text(2, "two"), edited(3, 1, null), edited(4, 1, "four"));
    assertThat(told()).containsExactly(List.of(2L, 3L), List.of(4L));
  }

  @Test
  void a_change_of_the_last_message_held_is_no_fork() {
    startWith(message(1, "one"));
    feed.catchUp();
    log.answer("e", 2, 1, List.of(entry(1, changed(1, "two")), entry(2, edited(2, 1, "two"))));
    assertThat(held()).containsExactly(changed(1, "two"), edited(2, 1, "two"));
    feed.catchUp();
    log.answer(
        "e",
        3,
        1,
        List.of(entry(2, edited(2, 1, null)), entry(3, deleted(3, 1))),
        List.of(entry(1, gone(1))));
    assertThat(held()).containsExactly(gone(1), edited(2, 1, null), deleted(3, 1));
    assertThat(log.abandoned).isEmpty();
  }

  @Test
  void another_message_in_the_place_of_the_last_is_a_fork_though_it_was_changed() {
    startWith(message(1, "one"));
    feed.catchUp();
    String other = changed(1, "other").replace("\"at\":1", "\"at\":2");
    log.answer("e", 2, 1, List.of(entry(1, other), entry(2, edited(2, 1, "other"))));
    assertThat(log.abandoned).containsExactly("e");
  }

  private void startWith(LogEntry... entries) {
    feed.catchUp();
    log.answer("e", entries.length, 1, List.of(entries));
  }

  private List<String> held() {
    return feed.attach().result().entries().stream().map(FeedTest::text).toList();
  }

  private static LogEntry entry(long seq, String text) {
    return new LogEntry(seq, text.getBytes(UTF_8));
  }

  private static String text(LogEntry entry) {
    return new String(entry.text(), UTF_8);
  }

  private static LogEntry message(long seq, String text) {
    return entry(seq, text(seq, text));
  }

  private static String text(long seq, String text) {
    return frame("message", seq, ",\"text\":\"" + text + "\"");
  }

  private static String changed(long seq, String text) {
    return frame("message", seq, ",\"text\":\"" + text + "\",\"edited\":9");
  }

  private static String gone(long seq) {
    return frame("message", seq, ",\"deleted\":true");
  }

  private static String edited(long seq, long of, @Nullable String text) {
    return frame(
        "edited", seq, ",\"of\":" + of + (text == null ? "" : ",\"text\":\"" + text + "\""));
  }

  private static String deleted(long seq, long of) {
    return frame("deleted", seq, ",\"of\":" + of);
  }

  private static String frame(String type, long seq, String fields) {
    return "{\"type\":\"" + type + "\",\"seq\":" + seq + ",\"room\":\"general\"" + fields
        + ",\"at\":1,\"from\":\"i\"}";
  }

  private static Feed.Burst change(String event, String changed) {
    LogEntry now = new LogEntry(1, changed.getBytes(UTF_8));
    long seq = Long.parseLong(event.replaceAll(".*\"seq\":(\\d+).*", "$1"));
    return new Feed.Burst("e", seq, List.of(event.getBytes(UTF_8)), List.of(now), 1);
  }

  /** Up to date, with the messages 1 to {@code seq} of epoch e. */
  private void startAt(long seq) {
    feed.catchUp();
    log.answer("e", seq, 1, TailTest.messages(1, seq));
    log.asked.clear();
  }

  private static Feed.Burst burst(String epoch, long first, long last) {
    return new Feed.Burst(
        epoch,
        first,
        TailTest.messages(first, last).stream().map(LogEntry::text).toList(),
        List.of(),
        1);
  }

  private List<List<Long>> told() {
    return news.stream()
        .filter(RoomEvent.Appended.class::isInstance)
        .map(told -> TailTest.seqs(((RoomEvent.Appended) told).entries()))
        .toList();
  }

  private Position restartedAt() {
    return news.stream()
        .filter(RoomEvent.Resynced.class::isInstance)
        .map(restart -> ((RoomEvent.Resynced) restart).newest().head())
        .findFirst()
        .orElseThrow();
  }
}
