package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import salons.e2e.Cluster;
import salons.e2e.Tab;

final class ScriptFlushTest {
  @RegisterExtension
  static final Cluster cluster = Cluster.of(2);

  @Test
  void nobody_notices_that_redis_forgot_the_scripts() {
    String room = Cluster.room();
    Tab ana = cluster.tab(0);
    Tab bo = cluster.tab(1);
    ana.join(room, "Ana");
    bo.join(room, "Bo");
    for (int i = 0; i < 50; i++) {
      assertThat(cluster.redis().cli("SCRIPT", "FLUSH")).isEqualTo("OK");
      assertThat(ana.say(room, "x").getString("type")).isEqualTo("ack");
      assertThat(cluster.redis().cli("SCRIPT", "FLUSH")).isEqualTo("OK");
      assertThat(cluster.tab(1).join(Cluster.room(), "Cy").getLong("seq")).isZero();
    }
    assertThat(Tab.seqs(bo.awaitMessages(room, 50)))
        .isEqualTo(LongStream.rangeClosed(1, 50).boxed().toList());
  }
}
