package salons.async;

import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The next tick of an event loop: behind its next look at its sockets. Vert.x itself has only the end of this tick and the next
 * millisecond; so this asks Netty's loop, and makes do with the end of this tick where there is none.
 */
public final class NextTick {
  private final Context context;

  public NextTick(Context context) {
    this.context = context;
  }

  /** Runs the task on the event loop of the context; to be called there. */
  @SuppressWarnings("FutureReturnValueIgnored")
  public void run(Runnable task) {
    if (context instanceof ContextInternal internal) {
      ScheduledExecutorService loop = internal.nettyEventLoop();
      // Netty takes up scheduled tasks only before it runs the tasks of a tick. Those of this tick
      // run already, so this one runs with those of the next, after a look at the sockets.
      context.runOnContext(endOfTick -> loop.schedule(task, 0, TimeUnit.NANOSECONDS));
    } else {
      context.runOnContext(endOfTick -> task.run());
    }
  }
}
