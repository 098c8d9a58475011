package salons.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets connections in no faster than the event loops take them. Thousands that arrive at once would otherwise stand in the loops'
 * queues in front of every message; so they wait in the system's backlog. Accepting happens on the acceptor's thread, taking on any
 * loop's.
 */
final class Doorway extends ChannelInboundHandlerAdapter {
  /** Connections that may be on their way from the acceptor to the loops when more are accepted. */
  private static final int MOST_ON_THEIR_WAY = 16;

  private static final String NAME = "doorway";

  private static final int AGAIN_AFTER_S = 1;
  private static final Logger log = LoggerFactory.getLogger(Doorway.class);

  private final AtomicInteger onTheirWay = new AtomicInteger();

  // Owned by the acceptor's event loop.
  private boolean failing;

  private Doorway() {}

  /** Puts a doorway before the port that this connection came through, unless there is one. */
  static void guard(HttpConnection one) {
    if (one instanceof ConnectionBase connection) {
      Channel port = connection.channelHandlerContext().channel().parent();
      port.eventLoop().execute(() -> {
        if (port.pipeline().get(NAME) == null) {
          port.pipeline().addFirst(NAME, new Doorway());
          port.config().setAutoRead(false);
          port.read();
        }
      });
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext port, Object accepted) {
    port.fireChannelRead(accepted);
    Channel connection = (Channel) accepted;
    if (connection.isRegistered() || connection.isOpen()) {
      onTheirWay.incrementAndGet();
      // Runs behind what the loop has to do for this connection before its first byte.
      connection.eventLoop().execute(() -> taken(port));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext port) {
    port.fireChannelReadComplete();
    // Not at once: why nothing could be accepted is told right behind this.
    port.executor().execute(() -> acceptIfRoom(port));
  }

  private void taken(ChannelHandlerContext port) {
    if (onTheirWay.decrementAndGet() == MOST_ON_THEIR_WAY - 1) {
      port.executor().execute(() -> acceptIfRoom(port));
    }
  }

  /** The system gives no more connections, most often because the process has as many files open as it may. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void exceptionCaught(ChannelHandlerContext port, Throwable cause) {
    if (!failing) {
      failing = true;
      log.warn("No connection can be accepted for now: {}", cause.getMessage());
      port.executor().schedule(() -> tryAgain(port), AGAIN_AFTER_S, TimeUnit.SECONDS);
    }
    // Once on and off: Netty would go on trying what it was asked to read, at full speed.
    port.channel().config().setAutoRead(true);
    port.channel().config().setAutoRead(false);
  }

  private void tryAgain(ChannelHandlerContext port) {
    failing = false;
    acceptIfRoom(port);
  }

  private void acceptIfRoom(ChannelHandlerContext port) {
    if (!failing && onTheirWay.get() < MOST_ON_THEIR_WAY) {
      port.channel().read();
    }
  }
}
