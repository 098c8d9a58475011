package salons.room;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A call that all who want it at the same time share: ten thousand who come back at once cost one read. Confined to one event loop. */
final class SingleFlight {
  private final Supplier<Future<?>> call;
  private List<Runnable> thens = new ArrayList<>();
  private List<Runnable> otherwises = new ArrayList<>();
  private boolean running;

  SingleFlight(Supplier<Future<?>> call) {
    this.call = call;
  }

  /** Runs one of the two when the call under way, or a new one, is done. */
  void andThen(Runnable then, Runnable otherwise) {
    thens.add(then);
    otherwises.add(otherwise);
    if (!running) {
      running = true;
      call.get().onComplete(done -> {
        running = false;
        List<Runnable> next = done.succeeded() ? thens : otherwises;
        thens = new ArrayList<>();
        otherwises = new ArrayList<>();
        next.forEach(Runnable::run);
      });
    }
  }

  boolean isRunning() {
    return running;
  }
}
