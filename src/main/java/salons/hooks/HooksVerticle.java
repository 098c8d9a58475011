package salons.hooks;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import salons.room.Bus;

/** Serves all hooks: those of which this instance holds the lease. */
public final class HooksVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(HooksVerticle.class);

  /** How long a verticle that stops waits for a delivery, and then for Redis. */
  private static final long STOPPING_MS = 1_500;

  private final Bus bus;
  private final HookSettings settings;
  private final HookMeters meters;

  // Owned by this verticle's event loop.
  private List<Hook> hooks = List.of();

  public HooksVerticle(Bus bus, HookSettings settings, HookMeters meters) {
    this.bus = bus;
    this.settings = settings;
    this.meters = meters;
  }

  /** Waits for nobody: neither Redis nor a receiver need be there. */
  @Override
  public Future<?> start() {
    hooks = settings.urls().stream().map(this::hook).toList();
    log.info("Webhooks to {}", settings.urls());
    vertx.setPeriodic(0, settings.times().renewMs(), timer -> hooks.forEach(Hook::renew));
    vertx.setPeriodic(settings.times().pollMs(), timer -> hooks.forEach(Hook::tick));
    return Future.succeededFuture();
  }

  private Hook hook(HookUrl url) {
    return new Hook(
        context,
        url,
        bus.outbox(),
        new BatchReader(bus.log()),
        new Receiver(vertx, url, settings),
        settings.times(),
        meters);
  }

  /** What is not delivered by then waits for another instance. */
  @Override
  public Future<?> stop() {
    return Future.join(hooks.stream().map(hook -> hook.stop(STOPPING_MS)).toList());
  }
}
