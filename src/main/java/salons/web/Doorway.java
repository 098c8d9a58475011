package salons.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets connections in no faster than the event loops take them. Thousands that arrive at once would otherwise stand in the loops'
 * queues in front of every message; so they wait in the system's backlog. Accepting happens on the acceptor's thread, taking on any
 * loop's.
 */
final class Doorway extends ChannelInboundHandlerAdapter {
  /** Connections that may be on their way from the acceptor to the loops when more are accepted. */
  private static final int MOST_ON_THEIR_WAY = 16;

  private static final String NAME = "doorway";

  private final AtomicInteger onTheirWay = new AtomicInteger();

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
    if (onTheirWay.get() < MOST_ON_THEIR_WAY) {
      port.channel().read();
    }
  }

  private void taken(ChannelHandlerContext port) {
    if (onTheirWay.decrementAndGet() == MOST_ON_THEIR_WAY - 1) {
      port.channel().read();
    }
  }
}
