package salons.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salons.protocol.MessageTemplate;
import salons.protocol.Person;
import salons.protocol.RoomName;
import salons.protocol.UserName;
import salons.room.Feed;

final class ChannelMessageTest {
  private static final String TWENTY = "an unbelievable name";
  private static final String HUNDRED = TWENTY + TWENTY + TWENTY + TWENTY + TWENTY;

  private final List<String> received = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private final Unreadable unreadable = new Unreadable(new RedisMeters() {
    @Override
    public void unreadable(String kind) {
      skipped.add(kind);
    }
  });

  private final ChannelMessage.Receiver receiver = new ChannelMessage.Receiver() {
    @Override
    public void messages(Feed.Burst burst) {
      List<String> frames =
          burst.frames().stream().map(frame -> new String(frame, UTF_8)).toList();
      received.add(burst.epoch() + " from " + burst.first() + " " + frames);
    }

    @Override
    public void presence(PresenceDelta delta) {
      received.add(delta.version() + " " + delta.count() + " " + delta.lines());
    }

    @Override
    public void typing(Person person, boolean on) {
      received.add(person + (on ? " types" : " stopped"));
    }

    @Override
    public void messagesMissed() {
      received.add("missed messages");
    }

    @Override
    public void presenceMissed() {
      received.add("missed presence");
    }
  };

  private void read(byte[] payload) {
    ChannelMessage.read(new RoomName("test"), payload, receiver, unreadable);
  }

  private void read(String payload) {
    read(payload.getBytes(UTF_8));
  }

  @Test
  void messages_come_as_frames_with_their_seqs_and_time() {
    byte[] x = "x".getBytes(UTF_8);
    String lines = new String(MessageTemplate.lines(List.of(x, x), "}".getBytes(UTF_8)), UTF_8);
    read("log e1 7 1790000000000\n" + lines);
    assertThat(received)
        .containsExactly("e1 from 7 [{\"type\":\"message\",\"seq\":7x1790000000000},"
            + " {\"type\":\"message\",\"seq\":8x1790000000000}]");
  }

  @Test
  void a_new_epoch_comes_without_messages() {
    read("log e2 8 0");
    assertThat(received).containsExactly("e2 from 8 []");
  }

  @Test
  void presence_comes_with_what_changed_or_without() {
    read("presence 5 2\n+Bo\n-Élodie -");
    read("presence 6 1000");
    assertThat(received).containsExactly("5 2 [+Bo, -Élodie -]", "6 1000 []");
  }

  @Test
  void more_changes_than_are_ever_told_at_once_are_none_of_presence_lua() {
    read("presence 5 200" + "\n+Bo".repeat(200));
    assertThat(received).hasSize(1);
    read("presence 6 201" + "\n+Bo".repeat(201));
    assertThat(received.subList(1, received.size())).containsExactly("missed presence");
    assertThat(skipped).hasSize(1);
  }

  @Test
  void who_writes_comes_as_it_was_published() {
    read(ChannelMessage.typing(new Person(new UserName("Ana + Bo"), null), true));
    read(ChannelMessage.typing(new Person(new UserName("Élodie"), null), false));
    read(ChannelMessage.typing(new Person(new UserName("Ana"), "abc"), true));
    assertThat(received).containsExactly("Ana + Bo types", "Élodie stopped", "Ana (abc) types");
    assertThat(skipped).isEmpty();
  }

  @Test
  void who_writes_is_not_judged_by_letters_that_this_instance_may_not_know() {
    read("typing +Ana\u0890");
    read("typing -\u0378\u00A0\u0301");
    assertThat(received).containsExactly("Ana\u0890 types", "\u0378\u00A0\u0301 stopped");
    assertThat(skipped).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "garbage",
        "log",
        "logs e 1 0\n{\"type\":\"message\"}",
        "reaction +1 5",
        "0123456789abcdef 1 0\n{\"type\":\"message\"}",
        "Presence 5 1"
      })
  void an_unknown_word_is_dropped_and_counted(String payload) {
    read(payload);
    assertThat(received).isEmpty();
    assertThat(skipped).containsExactly("channel message");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "log ",
        "log e",
        "log e 1",
        "log e one 0\n{\"type\":\"message\"}",
        "log e 1 now\n{\"type\":\"message\"}",
        "log e 1 0 0\n{\"type\":\"message\"}",
        "log e 0 0\n{\"type\":\"message\"}",
        "log e -1 0\n{\"type\":\"message\"}",
        "log e 1 -1\n{\"type\":\"message\"}",
        "log e 9007199254740992 0\n{\"type\":\"message\"}",
        "log e 99999999999999999999 0\n{\"type\":\"message\"}",
        "log e 1 0\nline",
        "log e 1 0\n\n{\"type\":\"message\"}",
        "log e 1 0\n{\"type\":\"message\"}\n{\"type\":\"mess",
        "log e 1 0\n{\"type\":"
      })
  void messages_that_are_none_are_dropped_and_counted(String payload) {
    read(payload);
    assertThat(received).containsExactly("missed messages");
    assertThat(skipped).containsExactly("log message");
  }

  @Test
  void more_messages_than_are_ever_said_at_once_are_not_even_cut_apart() {
    String line = "\n{\"type\":\"\u0001\u0001}";
    read("log e 1 0" + line.repeat(256));
    assertThat(received).hasSize(1).doesNotContain("missed messages");
    read("log e 1 0" + line.repeat(257));
    assertThat(received).hasSize(2).endsWith("missed messages");
    long start = System.nanoTime();
    read("log e 1 0" + "\n\u0001\u0001".repeat(10_000_000));
    read("log e 1 0" + "\n".repeat(10_000_000));
    read("presence 5 1" + "\n+".repeat(10_000_000));
    read("typing +" + "a".repeat(10_000_000));
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
        .as("most of it making these texts")
        .isLessThan(5_000);
    assertThat(received.subList(2, received.size()))
        .containsExactly("missed messages", "missed messages", "missed presence");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "presence ",
        "presence \n",
        "presence 5",
        "presence five 1",
        "presence 5 one",
        "presence 5 1 1",
        "presence 5 -1",
        "presence 5 4294967296",
        "presence 99999999999999999999 1",
        "presence 5 1\n\n+Bo",
        "presence 5 1\n+",
        "presence 5 1\nBo"
      })
  void presence_that_is_none_is_dropped_and_counted(String payload) {
    read(payload);
    assertThat(received).containsExactly("missed presence");
    assertThat(skipped).containsExactly("presence message");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "typing ",
        "typing +",
        "typing Ana",
        "typing  +Ana",
        "typing +\u202EanA",
        "typing +Ana\u0000",
        "typing +" + HUNDRED + HUNDRED + HUNDRED
      })
  void a_name_that_is_none_is_dropped_and_counted(String payload) {
    read(payload);
    assertThat(received).isEmpty();
    assertThat(skipped).containsExactly("typing message");
  }

  @Test
  void bytes_that_are_no_text_are_dropped_and_counted() {
    byte[] payload = new byte[256];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) i;
    }
    read(payload);
    assertThat(received).isEmpty();
    assertThat(skipped).containsExactly("channel message");
  }
}
