package salons.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.protocol.Position;
import salons.protocol.ServerSentEvents;
import salons.room.Delivery;
import salons.web.WebSocketFraming.Frames;

/**
 * What rooms tell, as Server-Sent Events: made once for all readers of this event loop, when the first of them is given it. Readers are told
 * what is in the log, and where it starts anew; not who is there, nor who is writing. Confined to the loop.
 */
final class SseFraming {
  private final WebSocketFraming framing;

  /** The last delivery that was asked for: a room gives most deliveries to all its recipients before the next. */
  private @Nullable Delivery last;

  private @Nullable Frames lastFrames;

  SseFraming(WebSocketFraming framing) {
    this.framing = framing;
  }

  /** The events of a delivery, none for some: the same object for all who ask in one tick. */
  Frames frames(Delivery delivery) {
    Frames frames = lastFrames;
    if (frames == null || delivery != last || frames.isFreed()) {
      frames = framing.frame(events(delivery), true);
      lastFrames = frames;
      last = delivery;
    }
    return frames;
  }

  private static List<byte[]> events(Delivery delivery) {
    Position end = delivery.last();
    return end == null ? List.of() : entries(delivery.texts(), end);
  }

  /** Log entries in their row; {@code end} is the place of the last one. */
  static List<byte[]> entries(List<byte[]> texts, Position end) {
    List<byte[]> events = new ArrayList<>(texts.size());
    long seq = end.seq() - texts.size();
    for (byte[] text : texts) {
      seq++;
      events.add(ServerSentEvents.event(text, new Position(end.epoch(), seq)));
    }
    return events;
  }
}
