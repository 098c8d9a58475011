package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import salons.protocol.RoomName;
import salons.room.MessageTimes;
import salons.room.Receipt;

final class MessageTracerTest {
  private static final RoomName ROOM = new RoomName("general");

  private final List<byte[]> told = new ArrayList<>();
  private final MessageTracer tracer = new MessageTracer(told::add);

  @Test
  void messages_that_never_come_back_do_not_end_it() {
    for (int seq = 1; seq <= 1_000; seq++) {
      tracer.written(ROOM, null, new Receipt(seq, 1, false), measured());
    }
    assertThat(told).isEmpty();
    tracer.arrived(ROOM, 1_000, 1_000, System.nanoTime());
    tracer.flushed();
    assertThat(told).hasSize(1);
  }

  private static MessageTimes measured() {
    MessageTimes trace = new MessageTimes(System.nanoTime());
    trace.sent();
    trace.replied();
    return trace;
  }
}
