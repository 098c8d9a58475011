package salons.web;

import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Context;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import salons.protocol.FrameReader;
import salons.protocol.Limits;
import salons.room.Bus;
import salons.room.ClusterStatus;
import salons.room.PublishBatcher;
import salons.room.Rooms;

/** What the sessions of one event loop share. Confined to that loop. */
final class LoopContext {
  private static final long LEAST_BETWEEN_NS = 500_000_000;

  final WebSocketFraming framing;
  /** Where a text lies while it is read. */
  final byte[] scratch = new byte[Limits.FRAME];

  final FrameReader reader = new FrameReader();
  final Rooms rooms;
  final PublishBatcher batcher;
  final Flusher flusher;
  final Set<Session> sessions = new HashSet<>();
  final WebSettings settings;

  private final ClusterStatus overview;

  private int counted = -1;
  /** A coarse clock, for what may be late by a second. It stands still while the process does. */
  long seconds;

  private long tendedAt = System.nanoTime() - LEAST_BETWEEN_NS;

  LoopContext(Context context, Bus bus, WebSettings settings) {
    this.flusher = new Flusher(context);
    this.framing = new WebSocketFraming(ByteBufAllocator.DEFAULT, flusher::freeLater);
    this.rooms = new Rooms(bus, framing);
    this.batcher = new PublishBatcher(bus, context);
    this.settings = settings;
    this.overview = bus;
  }

  /** Looks after every socket; to be called once a second. */
  void tend() {
    long now = System.nanoTime();
    if (now - tendedAt < LEAST_BETWEEN_NS) {
      // Made up for a time in which this process stood still: whoever could not be heard was not
      // silent.
      return;
    }
    tendedAt = now;
    seconds++;
    if (counted != sessions.size()) {
      counted = sessions.size();
      overview.connections(this, counted);
    }
    // A copy: tending may close one.
    List.copyOf(sessions).forEach(Session::tend);
  }
}
