package salons.room;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.junit.jupiter.api.Test;
import salons.protocol.LogEntry;
import salons.protocol.Position;

final class PageReadsTest {
  private static final LogEntry OLD = entry(1, "message", ",\"text\":\"old\"");
  private static final LogEntry NEW = entry(1, "message", ",\"text\":\"new\",\"edited\":9");
  private static final LogEntry EDITED = entry(5, "edited", ",\"of\":1,\"text\":\"new\"");
  private static final LogEntry GONE = entry(1, "message", ",\"deleted\":true");
  private static final LogEntry DELETED = entry(6, "deleted", ",\"of\":1");

  private final PageReads reads = new PageReads();
  private final Promise<LogPage> read = Promise.promise();
  private final Future<LogPage> page = reads.run(read::future);

  @Test
  void what_was_changed_while_a_page_was_read_is_changed_in_it() {
    reads.told(new RoomEvent.Appended(List.of(EDITED), List.of(NEW), 1));
    read.complete(new LogPage(new Position("e", 4), 1, List.of(OLD)));
    assertThat(page.result().entries()).containsExactly(NEW);
  }

  @Test
  void a_page_that_was_read_behind_the_change_stays_as_it_is() {
    reads.told(new RoomEvent.Appended(List.of(EDITED), List.of(NEW), 1));
    read.complete(new LogPage(new Position("e", 6), 1, List.of(GONE)));
    assertThat(page.result().entries()).containsExactly(GONE);
  }

  @Test
  void the_text_of_an_edit_that_was_superseded_meanwhile_is_gone_from_it() {
    reads.told(new RoomEvent.Appended(List.of(DELETED), List.of(GONE), 0));
    read.complete(new LogPage(new Position("e", 5), 1, List.of(NEW, EDITED)));
    assertThat(page.result().entries())
        .extracting(LogEntry::text)
        .containsExactly(GONE.text(), EDITED.withoutText().text());
  }

  @Test
  void nothing_is_kept_when_no_page_is_read() {
    read.complete(new LogPage(new Position("e", 4), 1, List.of(OLD)));
    reads.told(new RoomEvent.Appended(List.of(EDITED), List.of(NEW), 1));
    Future<LogPage> next =
        reads.run(() -> Future.succeededFuture(new LogPage(new Position("e", 4), 1, List.of(OLD))));
    assertThat(next.result().entries()).containsExactly(OLD);
  }

  @Test
  void a_read_that_too_much_overtook_fails() {
    for (int i = 0; i < 2_000; i++) {
      reads.told(new RoomEvent.Appended(List.of(EDITED), List.of(NEW), 1));
    }
    read.complete(new LogPage(new Position("e", 4), 1, List.of(OLD)));
    assertThat(page.failed()).isTrue();
  }

  private static LogEntry entry(long seq, String type, String fields) {
    String text = "{\"type\":\"" + type + "\",\"seq\":" + seq + ",\"room\":\"general\"" + fields
        + ",\"at\":1,\"from\":\"i\"}";
    return new LogEntry(seq, text.getBytes(UTF_8));
  }
}
