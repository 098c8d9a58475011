package salons.web;

import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Context;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import salons.protocol.FrameReader;
import salons.room.Bus;
import salons.room.Outbox;
import salons.room.Rooms;

/** What the conversations of one event loop share. Confined to that loop. */
final class Loop {
  final WebSocketFraming framing = new WebSocketFraming(ByteBufAllocator.DEFAULT);
  final FrameReader reader = new FrameReader();
  final Rooms rooms;
  final Outbox outbox;
  final Flusher flusher;
  final Set<Conversation> conversations = new HashSet<>();
  final WebSettings settings;

  /** A coarse clock, for what may be late by a second. */
  long seconds;

  Loop(Context context, Bus bus, WebSettings settings) {
    this.rooms = new Rooms(bus, framing);
    this.outbox = new Outbox(bus, context);
    this.flusher = new Flusher(context);
    this.settings = settings;
  }

  /** Looks after every socket; to be called once a second. */
  void tend() {
    seconds++;
    // A copy: tending may close one.
    List.copyOf(conversations).forEach(Conversation::tend);
  }
}
