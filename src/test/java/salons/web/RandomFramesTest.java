package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.RawSocket;
import salons.e2e.Tab;

/** Whatever comes over a socket, the instance lives, and others do not notice. */
final class RandomFramesTest {
  private static final int SOCKETS = 150;

  @RegisterExtension
  static final Cluster cluster = Cluster.of(1);

  private final String room = Cluster.room();
  private final Random random = new Random(20_262);

  @Test
  void random_bytes_harm_nobody() throws IOException {
    harmless(() -> {
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      return bytes;
    });
  }

  @Test
  void random_frames_harm_nobody() throws IOException {
    harmless(() -> {
      byte[] payload = new byte[random.nextInt(300)];
      random.nextBytes(payload);
      return RawSocket.frame(random.nextInt(256), payload, random.nextInt(8) > 0);
    });
  }

  @Test
  void broken_json_harms_nobody() throws IOException {
    List<String> valid = List.of(
        "{\"type\":\"join\",\"id\":\"a\",\"room\":\"" + room + "\",\"user\":\"Ana\",\"history\":5}",
        "{\"type\":\"message\",\"id\":\"b\",\"room\":\"" + room + "\",\"text\":\"x 😀\"}",
        "{\"type\":\"history\",\"id\":\"c\",\"room\":\"" + room + "\",\"before\":5}",
        "{\"type\":\"leave\",\"room\":\"" + room + "\"}");
    harmless(() -> {
      byte[] text = valid.get(random.nextInt(valid.size())).getBytes(StandardCharsets.UTF_8);
      for (int changes = random.nextInt(3); changes > 0; changes--) {
        text[random.nextInt(text.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(4) > 0 ? text.length : random.nextInt(text.length);
      return RawSocket.frame(true, RawSocket.TEXT, Arrays.copyOf(text, length));
    });
  }

  @Test
  void truncated_frames_harm_nobody() throws IOException {
    harmless(() -> {
      byte[] frame =
          RawSocket.text("{\"type\":\"ping\",\"x\":\"" + "x".repeat(random.nextInt(500)) + "\"}");
      return Arrays.copyOf(frame, 1 + random.nextInt(frame.length));
    });
  }

  @Test
  void a_connection_cut_in_the_middle_of_everything_harms_nobody() throws IOException {
    harmless(() -> RawSocket.text(
        "{\"type\":\"join\",\"room\":\"" + room + "\",\"user\":\"Gone\",\"history\":200}"));
  }

  private interface Noise {
    byte[] next();
  }

  private void harmless(Noise noise) throws IOException {
    Tab ana = cluster.tab(0);
    Tab bo = cluster.tab(0);
    ana.join(room, "Ana");
    bo.join(room, "Bo");
    for (int i = 0; i < SOCKETS; i++) {
      try (RawSocket raw = new RawSocket(cluster.port(0))) {
        for (int frames = 1 + random.nextInt(5); frames > 0; frames--) {
          raw.write(noise.next());
        }
      }
      if (i % 10 == 0) {
        ana.mutter(room, "still " + i);
      }
    }
    assertThat(ana.say(room, "the end").getString("type")).isEqualTo("ack");
    ana.awaitMessage("the end");
    bo.awaitMessage("the end");
    assertThat(Tab.seqs(bo.messages(room))).isEqualTo(Tab.seqs(ana.messages(room)));
    assertThat(Tab.texts(bo.messages(room))).contains("still 0", "still 140");
    assertThat(cluster.tab(0).join(Cluster.room(), "New").getLong("seq")).isZero();
  }
}
