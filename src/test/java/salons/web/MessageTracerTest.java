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
  private final MessageTracer tracer = new MessageTracer(new JsonReplies(told::add));

  @Test
  void turning_it_off_and_on_does_not_lift_its_bound() {
    int begun = 0;
    for (int i = 0; i < 1_000; i++) {
      tracer.set(false);
      tracer.set(true);
      tracer.reading();
      begun += tracer.begin() == null ? 0 : 1;
    }
    assertThat(begun).isBetween(1, 4);
  }

  @Test
  void while_it_is_off_nothing_is_measured() {
    tracer.set(false);
    tracer.reading();
    assertThat(tracer.begin()).isNull();
    tracer.written(ROOM, null, new Receipt(1, 1, false), measured());
    tracer.arrived(ROOM, 1, 1, System.nanoTime());
    tracer.flushed();
    assertThat(told).isEmpty();
  }

  @Test
  void messages_that_never_come_back_do_not_end_it() {
    tracer.set(true);
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
