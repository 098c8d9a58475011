package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import salons.protocol.LogEntry;
import salons.protocol.Position;
import salons.protocol.RoomName;
import salons.room.LogPage;

final class LogGapsTest {
  private static final RoomName ROOM = new RoomName("general");
  private static final byte[] MESSAGE = {'m'};

  /** A log that ends at {@code head}, and of which these could be read. */
  private static LogPage close(LogPage.Request wanted, long head, long oldest, long... readable) {
    List<LogEntry> entries = new ArrayList<>();
    LongStream.of(readable).forEach(seq -> entries.add(new LogEntry(seq, MESSAGE)));
    LogPage page = LogGaps.close(new LogPage(new Position("e", head), oldest, entries), wanted);
    for (int i = 1; i < page.entries().size(); i++) {
      assertThat(page.entries().get(i).seq()).isEqualTo(page.entries().get(0).seq() + i);
    }
    return page;
  }

  private static List<Long> seqs(LogPage page) {
    return page.entries().stream().map(LogEntry::seq).toList();
  }

  private static List<Long> lost(LogPage page) {
    return page.entries().stream()
        .filter(entry -> entry.text() != MESSAGE)
        .map(LogEntry::seq)
        .toList();
  }

  private static LogPage.Request newest(int limit) {
    return LogPage.Request.newest(ROOM, limit);
  }

  @Test
  void a_whole_page_stays_as_it_is() {
    assertThat(lost(close(newest(9), 3, 1, 1, 2, 3))).isEmpty();
    assertThat(lost(close(newest(2), 3, 1, 2, 3))).isEmpty();
    assertThat(seqs(close(newest(9), 0, 1))).isEmpty();
    assertThat(lost(close(LogPage.Request.next(ROOM, 2), 3, 1, 3))).isEmpty();
    assertThat(lost(close(LogPage.Request.before(ROOM, 3, 9), 7, 1, 1, 2))).isEmpty();
  }

  @Test
  void in_the_middle_and_at_the_end_an_unknown_event_stands_for_each_that_is_missing() {
    LogPage page = close(newest(9), 7, 1, 1, 2, 5);
    assertThat(seqs(page)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(lost(page)).containsExactly(3L, 4L, 6L, 7L);
    assertThat(new JsonObject(new String(page.entries().get(2).text(), StandardCharsets.UTF_8)))
        .isEqualTo(new JsonObject().put("type", "lost").put("room", "general").put("seq", 3));
  }

  @Test
  void a_log_that_begins_with_what_is_missing_begins_behind_it() {
    LogPage page = close(newest(9), 4, 1, 3, 4);
    assertThat(page.oldest()).isEqualTo(3);
    assertThat(seqs(page)).containsExactly(3L, 4L);
    assertThat(close(newest(9), 4, 1).oldest()).isEqualTo(5);
  }

  @Test
  void a_page_is_no_longer_than_was_asked_for() {
    LogPage page = close(newest(3), 7, 1, 1, 2, 5);
    assertThat(seqs(page)).containsExactly(5L, 6L, 7L);
    assertThat(page.oldest()).isEqualTo(1);
    assertThat(seqs(close(newest(1), 7, 1, 5, 6))).containsExactly(7L);
  }

  @Test
  void whoever_catches_up_gets_all_behind_what_it_holds() {
    for (LogPage.Request wanted :
        List.of(LogPage.Request.nextFrom(ROOM, 5), LogPage.Request.next(ROOM, 5))) {
      LogPage page = close(wanted, 8, 1, 8);
      assertThat(seqs(page)).containsExactly(6L, 7L, 8L);
      assertThat(lost(page)).containsExactly(6L, 7L);
    }
  }

  @Test
  void what_is_before_a_gap_that_is_too_long_counts_as_trimmed() {
    LogPage page = close(newest(9_000), 5_002, 1, 1, 5_001, 5_002);
    assertThat(page.oldest()).isEqualTo(5_001);
    assertThat(seqs(page)).containsExactly(5_001L, 5_002L);
  }
}
