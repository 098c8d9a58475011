package salons.room;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import salons.protocol.ClientFrame;
import salons.protocol.Joined;
import salons.protocol.LogEntry;
import salons.protocol.Position;
import salons.protocol.Refusal;
import salons.protocol.RoomName;

/** What a room does for each of its recipients when it has entries, without the socket. The figure is for one member. */
@State(Scope.Thread)
public class FanOutBenchmark {
  private static final int MEMBERS = 1_000;

  private final Recipients recipients = new Recipients();
  private final Delivery delivery = Delivery.ofEntries(
      new RoomName("general"), new Position("e", 1), List.of(new LogEntry(1, new byte[180])));
  private long delivered;

  private final class Counting implements Recipient {
    @Override
    public NewRooms newRooms() {
      return NewRooms.UNLIMITED;
    }

    @Override
    public void joined(Joined joined) {}

    @Override
    public void joinRefused(ClientFrame.Join join, Refusal refusal) {}

    @Override
    public void arrived(RoomName room, long first, long last, long heardAt) {}

    @Override
    public void whenReady(Supplier<Future<Void>> next) {}

    @Override
    public void inTurn(Runnable work) {
      work.run();
    }

    @Override
    public void expelled(RoomName room, String reason, Long retryAfterMs) {}

    @Override
    public void deliver(Delivery taken) {
      delivered++;
    }
  }

  @Setup
  public void fill() {
    for (int i = 0; i < MEMBERS; i++) {
      Membership membership = new Membership(null, new Counting(), null);
      recipients.add(membership);
      recipients.goLive(membership);
    }
  }

  @Benchmark
  @OperationsPerInvocation(MEMBERS)
  public long delivers() {
    recipients.deliver(delivery);
    return delivered;
  }
}
