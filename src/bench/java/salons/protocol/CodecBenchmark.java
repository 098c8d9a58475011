package salons.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What is read and written for each message that comes in. */
@State(Scope.Thread)
public class CodecBenchmark {
  private final FrameReader reader = new FrameReader();
  private final byte[] message =
      ("{\"type\":\"message\",\"id\":\"m-7f3\",\"room\":\"general\",\"text\":\"Bonjour "
              + "à toutes et à tous, on se voit où ce soir ?\"}")
          .getBytes(StandardCharsets.UTF_8);
  private final ClientFrame.Join join = new ClientFrame.Join(
      new MessageId("a1"),
      new RoomName("general"),
      new Person(new UserName("Ana"), null),
      50,
      null);
  private final Position at = new Position("0123456789abcdef", 1_000);
  private final List<LogEntry> page = Collections.nCopies(50, new LogEntry(1, message));
  private final MessageId id = new MessageId("m-7f3");
  private final Roster roster = Roster.of(2, List.of("Ana", "Bo"));

  @Benchmark
  public ClientFrame reads_a_message() {
    return reader.read(message, 0, message.length);
  }

  @Benchmark
  public byte[] writes_an_acknowledgement() {
    return ServerFrames.ack(id, join.room(), 58, 1_790_000_000_000L, false);
  }

  @Benchmark
  public byte[] writes_a_joined_with_fifty_messages() {
    return ServerFrames.joined(
        new Joined(join, join.person(), at, true, true, page, roster, RoomRules.NONE));
  }
}
