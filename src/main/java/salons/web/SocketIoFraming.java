package salons.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import salons.protocol.Position;
import salons.protocol.SocketIoEvents;
import salons.room.Delivery;
import salons.web.WebSocketFraming.Frames;

/**
 * What rooms tell, as events of Socket.IO: made once for all clients of this event loop, when the first of them is given it, and shared by
 * those that poll as well. Confined to the loop.
 */
final class SocketIoFraming {
  private final WebSocketFraming framing;

  /** The last delivery that was asked for: a room gives most deliveries to all its recipients before the next. */
  private @Nullable Delivery last;

  private @Nullable Frames lastFrames;

  SocketIoFraming(WebSocketFraming framing) {
    this.framing = framing;
  }

  /** For clients that are in this room alone: the same object for all who ask in one tick. */
  Frames frames(Delivery delivery) {
    Frames frames = lastFrames;
    if (frames == null || delivery != last || frames.isFreed()) {
      frames = framing.frame(events(delivery, offset -> offset), true);
      lastFrames = frames;
      last = delivery;
    }
    return frames;
  }

  /**
   * For one client.
   *
   * @param offsets makes what the client keeps of where an entry stands
   */
  Frames frames(Delivery delivery, UnaryOperator<String> offsets) {
    return framing.frame(events(delivery, offsets), false);
  }

  private static List<byte[]> events(Delivery delivery, UnaryOperator<String> offsets) {
    List<byte[]> texts = delivery.texts();
    List<byte[]> events = new ArrayList<>(texts.size());
    Position end = delivery.last();
    for (int i = 0; i < texts.size(); i++) {
      events.add(
          end == null
              ? SocketIoEvents.event(texts.get(i))
              : SocketIoEvents.event(
                  texts.get(i),
                  offsets.apply(
                      SocketIoEvents.offset(end.epoch(), end.seq() - (texts.size() - 1 - i)))));
    }
    return events;
  }
}
