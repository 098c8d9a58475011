package salons.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import salons.e2e.RedisServer;
import salons.protocol.RoomName;

/** Where rooms lie in Redis: a change here is another format of the data. */
final class KeysTest {
  @Test
  void the_keys_of_a_room_carry_the_tag_of_its_partition() {
    Keys keys = Keys.of(new RoomName("general"));
    assertThat(Keys.partition(new RoomName("general"))).isEqualTo(253);
    assertThat(keys.log()).isEqualTo("salons:{228}:general:log");
    assertThat(keys.channel()).isEqualTo("salons:{228}:general");
    assertThat(Keys.of(new RoomName("salon-été")).logState())
        .matches("salons:\\{\\d+}:salon-été:room");
  }

  @Test
  void no_two_rooms_share_a_key() {
    Set<String> keys = new HashSet<>();
    for (String room : new String[] {"a", "a.log", "a-log", "log"}) {
      Keys of = Keys.of(new RoomName(room));
      assertThat(keys.add(of.log())).isTrue();
      assertThat(keys.add(of.logState())).isTrue();
      assertThat(keys.add(of.channel())).isTrue();
    }
  }

  @Test
  void the_partitions_divide_the_slots_of_a_cluster_evenly() throws Exception {
    Set<Integer> shares = new HashSet<>();
    try (RedisServer redis = RedisServer.start("--cluster-enabled", "yes")) {
      for (int i = 0; shares.size() < Keys.PARTITIONS && i < 10_000; i++) {
        RoomName room = new RoomName("room-" + i);
        int slot =
            Integer.parseInt(redis.cli("CLUSTER", "KEYSLOT", Keys.of(room).log()));
        assertThat(slot / 64).as("the share of %s", room).isEqualTo(Keys.partition(room));
        shares.add(slot / 64);
      }
    }
    assertThat(shares).hasSize(Keys.PARTITIONS);
  }

  @Test
  void the_things_of_all_instances_lie_together() {
    Pattern tag = Pattern.compile("\\{(.*?)}");
    for (String key : new String[] {
      Keys.META, Keys.LEASES, Keys.DEAD, Keys.ABOUT, Keys.OCCUPIED, Keys.roomsOf("x")
    }) {
      Matcher found = tag.matcher(key);
      assertThat(found.find()).isTrue();
      assertThat(found.group(1)).isEqualTo("instances");
    }
  }
}
