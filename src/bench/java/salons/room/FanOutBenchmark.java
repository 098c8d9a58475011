package salons.room;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import salons.protocol.ClientFrame;
import salons.protocol.Position;
import salons.protocol.Refusal;
import salons.protocol.RoomName;
import salons.protocol.Roster;

/** What a room does for each of its members when it has news, without the socket. The figure is for one member. */
@State(Scope.Thread)
public class FanOutBenchmark {
  private static final int MEMBERS = 1_000;

  private static final Framing NO_FRAMING = frames -> () -> {};

  private final Recipients recipients = new Recipients(NO_FRAMING);
  private final List<byte[]> news = List.of(new byte[180]);
  private long delivered;

  private final class Counting implements Recipient {
    @Override
    public void joined(
        ClientFrame.Join join,
        Position at,
        boolean recovered,
        boolean more,
        List<byte[]> messages,
        Roster roster) {}

    @Override
    public void joinRefused(ClientFrame.Join join, Refusal refusal) {}

    @Override
    public void arrived(RoomName room, long first, long last, long heardAt) {}

    @Override
    public void deliver(Framing.Framed framed) {
      delivered++;
    }
  }

  @Setup
  public void fill() {
    for (int i = 0; i < MEMBERS; i++) {
      recipients.add(new Membership(null, new Counting(), null));
    }
  }

  @Benchmark
  @OperationsPerInvocation(MEMBERS)
  public long delivers() {
    recipients.deliver(news);
    return delivered;
  }
}
