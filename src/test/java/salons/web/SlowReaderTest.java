package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.RawSocket;
import salons.e2e.Tab;

@Timeout(90)
final class SlowReaderTest {
  private static final int MESSAGES = 3_000;

  @RegisterExtension
  static final Cluster cluster =
      Cluster.of(1, "history.messages", "10000", "history.bytes", "67108864");

  private final String room = Cluster.room();

  @Test
  void a_reader_that_stops_delays_nobody_is_closed_with_1013_and_misses_nothing()
      throws IOException {
    Tab writer = cluster.tab(0);
    String epoch = writer.join(room, "Writer").getString("epoch");
    try (RawSocket slow = new RawSocket(cluster.port(0))) {
      slow.write(RawSocket.text("{\"type\":\"join\",\"room\":\"" + room + "\",\"user\":\"Slow\"}"));
      Tab reader = cluster.tab(0);
      reader.join(room, "Reader");
      String text = "x".repeat(4_000);
      for (int i = 1; i < MESSAGES; i++) {
        writer.mutter(room, text);
      }
      writer.say(room, "the end");
      reader.awaitMessage("the end");
      assertThat(Tab.seqs(reader.messages(room))).isEqualTo(seqs(1, MESSAGES));

      long seen = 0;
      JsonObject last = new JsonObject();
      RawSocket.Frame frame = slow.read();
      for (; frame.opcode() != RawSocket.CLOSE; frame = slow.read()) {
        if (frame.opcode() == RawSocket.TEXT) {
          JsonObject told = new JsonObject(new String(frame.payload(), StandardCharsets.UTF_8));
          last = told;
          if (told.getString("type").equals("message")) {
            assertThat(told.getLong("seq")).isEqualTo(++seen);
          }
        }
      }
      assertThat(frame.code()).isEqualTo(1013);
      assertThat(last.getString("reason")).isEqualTo("too_slow");
      assertThat(last.getLong("retryAfterMs")).isBetween(0L, 2_000L);
      assertThat(seen).isLessThan(MESSAGES);

      Tab back = cluster.tab(0);
      JsonObject joined = back.joinSince(room, "Slow", epoch, seen);
      assertThat(joined.getBoolean("recovered")).isTrue();
      back.awaitMessage("the end");
      List<Long> recovered = new ArrayList<>(Tab.seqs(Tab.inside(joined)));
      recovered.addAll(Tab.seqs(back.messages(room)));
      assertThat(recovered).isEqualTo(seqs(seen + 1, MESSAGES));
    }
  }

  private static List<Long> seqs(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
