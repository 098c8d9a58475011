package salons.async;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call of which one is in flight at a time, and whose outcome all share who want it meanwhile: ten thousand who come back at once
 * cost one read. Confined to one event loop.
 */
public final class SingleFlight<T extends @Nullable Object> {
  private final Supplier<Future<T>> call;
  private @Nullable Future<T> inFlight;

  public SingleFlight(Supplier<Future<T>> call) {
    this.call = call;
  }

  /** The outcome of the call in flight, or of a new one. Whoever asks again from within a listener starts a new one. */
  public Future<T> run() {
    Future<T> shared = inFlight;
    if (shared != null) {
      return shared;
    }
    Future<T> started = call.get();
    if (!started.isComplete()) {
      inFlight = started;
      // The first listener, so that the others find nothing in flight.
      started.onComplete(done -> inFlight = null);
      started.onFailure(OutOfMemory::endIf);
    }
    return started;
  }

  public boolean isRunning() {
    return inFlight != null;
  }
}
