package salons.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backpressure on accepting: hands connections to the event loops no faster than they take them. Thousands that arrive at once would
 * otherwise stand in the loops' task queues in front of every message; so they wait here, accepted, and out of the system's short
 * backlog. Accepting happens on the acceptor's thread, registering on any loop's.
 */
final class AcceptThrottle extends ChannelInboundHandlerAdapter {
  /** Connections in flight from the acceptor to the loops. */
  private static final int MOST_IN_FLIGHT = 16;

  /** With so few left the acceptor is woken: once for many, as each wake costs two threads a switch. */
  private static final int RESUME_BELOW = MOST_IN_FLIGHT / 2;

  private static final String NAME = "accept-throttle";
  private static final int AGAIN_AFTER_S = 1;
  private static final Logger log = LoggerFactory.getLogger(AcceptThrottle.class);

  private final AtomicInteger inFlight = new AtomicInteger();

  // Owned by the acceptor's event loop.
  private final Queue<Channel> waiting = new ArrayDeque<>();

  /** Installs a throttle on the listening channel that this connection came through, unless it has one. */
  static void guard(HttpConnection accepted) {
    if (accepted instanceof ConnectionBase connection) {
      Channel port = connection.channelHandlerContext().channel().parent();
      port.eventLoop().execute(() -> {
        if (port.pipeline().get(NAME) == null) {
          port.pipeline().addFirst(NAME, new AcceptThrottle());
        }
      });
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext port, Object accepted) {
    waiting.add((Channel) accepted);
    release(port);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void release(ChannelHandlerContext port) {
    while (!waiting.isEmpty() && inFlight.get() < MOST_IN_FLIGHT) {
      Channel connection = waiting.remove();
      port.fireChannelRead(connection);
      // One that broke meanwhile is closed by now, and may belong to no loop.
      if (connection.isOpen()) {
        inFlight.incrementAndGet();
        // Runs with the tasks of the loop's next tick, behind what came first over this connection:
        // else a crowd would be registered within one tick, and all that it sends be read in the
        // next.
        connection.eventLoop().schedule(() -> registered(port), 0, TimeUnit.NANOSECONDS);
      }
    }
  }

  private void registered(ChannelHandlerContext port) {
    if (inFlight.decrementAndGet() == RESUME_BELOW) {
      port.executor().execute(() -> release(port));
    }
  }

  /** The system gives no more connections, most often because the process has as many files open as it may. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void exceptionCaught(ChannelHandlerContext port, Throwable cause) {
    log.warn("No connection can be accepted for now: {}", cause.getMessage());
    port.channel().config().setAutoRead(false);
    port.executor()
        .schedule(() -> port.channel().config().setAutoRead(true), AGAIN_AFTER_S, TimeUnit.SECONDS);
  }

  @Override
  public void channelInactive(ChannelHandlerContext port) {
    waiting.forEach(connection -> connection.unsafe().closeForcibly());
    waiting.clear();
    port.fireChannelInactive();
  }
}
