package salons.redis;

import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The turn of an event loop after this one, when it has looked at its sockets once more. Vert.x itself has only the end of this turn
 * and the next millisecond; so this reaches for Netty's loop, and makes do with the end of this turn where there is none.
 */
final class NextTick {
  private final Context context;

  NextTick(Context context) {
    this.context = context;
  }

  /** Runs the task on the event loop of the context; to be called there. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void run(Runnable task) {
    if (context instanceof ContextInternal internal) {
      ScheduledExecutorService loop = internal.nettyEventLoop();
      // What is due is taken up where the tasks of a turn begin, and those of this one have begun
      // when this runs.
      context.runOnContext(endOfTurn -> loop.schedule(task, 0, TimeUnit.NANOSECONDS));
    } else {
      context.runOnContext(endOfTurn -> task.run());
    }
  }
}
