package salons.web;

import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Context;
import salons.async.FairQueue;
import salons.async.NextTick;
import salons.auth.Access;
import salons.auth.Policy;
import salons.protocol.FrameReader;
import salons.protocol.Limits;
import salons.room.Bus;
import salons.room.PresenceService;
import salons.room.PublishBatcher;
import salons.room.RoomLog;
import salons.room.RoomMeters;
import salons.room.Rooms;
import salons.room.RulesService;
import salons.room.SavedSessions;
import salons.room.TailBudget;

/** What the sessions of one event loop and their transports share. Confined to that loop. */
final class LoopContext {
  private final Context context;
  /** Of the loop, which makes this. */
  private final Thread thread = Thread.currentThread();

  final WebSettings settings;
  final Access access;
  final Policy policy;
  final WebMeters meters;

  // For sessions.
  final FrameLimits.Rates rates;
  final Budget drafts;
  final Rooms rooms;
  final PublishBatcher batcher;
  final RulesService rules;
  final PresenceService presence;
  final RoomLog log;
  final SavedSessions savedSessions;

  // For their transports.
  final Connections connections;
  final Flusher flusher;
  final WebSocketFraming framing;
  final SocketIoFraming socketIo;
  final SseFraming sse;
  final Backlog backlog;
  final FairQueue turns;
  final FrameReader reader = new FrameReader();
  /** Where a text lies while it is read. */
  final byte[] scratch = new byte[Limits.FRAME];

  LoopContext(
      Context context,
      Bus bus,
      WebSettings settings,
      Access access,
      WebMeters meters,
      RoomMeters roomMeters,
      Budget budget,
      Budget drafts) {
    this.context = context;
    this.settings = settings;
    this.access = access;
    this.policy = access.policy();
    this.meters = meters;
    this.rates = FrameLimits.Rates.of(settings.limits());
    this.drafts = drafts;
    this.rooms =
        new Rooms(bus, roomMeters, TailBudget.ofHeap(Math.max(1, context.getInstanceCount())));
    this.log = bus.log();
    this.batcher = new PublishBatcher(bus.log(), context);
    this.rules = bus.rules();
    this.presence = bus.presence();
    this.savedSessions = bus.savedSessions();
    NextTick nextTick = new NextTick(context);
    this.turns = new FairQueue(task -> nextTick.run(() -> later(task)), System::nanoTime);
    this.connections = new Connections(count -> bus.status().connections(context, count));
    this.flusher = new Flusher(context);
    this.framing = new WebSocketFraming(ByteBufAllocator.DEFAULT, flusher::freeLater);
    this.socketIo = new SocketIoFraming(framing);
    this.sse = new SseFraming(framing);
    this.backlog = new Backlog(budget, framing, this::later);
  }

  Context context() {
    return context;
  }

  /** Runs this on the loop: within the call, if that is made there. May be called from any other. */
  void run(Runnable task) {
    // Not by the context: Vert.x gives each socket one of its own on the same thread, and what is
    // run later is not held by a pause.
    if (Thread.currentThread() == thread) {
      task.run();
    } else {
      later(task);
    }
  }

  /** Runs this on the loop, never within the call. */
  void later(Runnable task) {
    context.runOnContext(tick -> task.run());
  }
}
