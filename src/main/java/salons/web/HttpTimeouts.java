package salons.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Closes connections whose requests do not become whole, or that do nothing, while they speak HTTP: who dribbles bytes would hold
 * them for ever. One sweep an event loop instead of timers. Confined to that loop.
 */
final class HttpTimeouts {
  /** In the channel's pipeline, right before Vert.x' own handler. */
  static final String HANDLER = "httpTimeouts";

  private static final String VERTX_HANDLER = "handler";

  private final HttpTimes times;
  private final IntSupplier seconds;
  private final Set<Watched> all = new HashSet<>();

  /**
   * @param seconds a clock that stands still while the process does
   */
  HttpTimeouts(HttpTimes times, IntSupplier seconds) {
    this.times = times;
    this.seconds = seconds;
  }

  /** Watches a new connection until it is closed or {@linkplain #release released}. */
  void watch(Channel channel) {
    if (channel.pipeline().get(VERTX_HANDLER) != null) {
      channel.pipeline().addBefore(VERTX_HANDLER, HANDLER, new Watched(channel));
    }
  }

  /** The connection does not speak HTTP any more. */
  static void release(ChannelPipeline pipeline) {
    if (pipeline.get(HANDLER) != null) {
      pipeline.remove(HANDLER);
    }
  }

  /** To be called once a second. */
  void check() {
    // A copy: closing one takes it out.
    List.copyOf(all).forEach(Watched::check);
  }

  private final class Watched extends ChannelDuplexHandler {
    private final Channel channel;

    /** Since when a request is not whole; of the first one from the connection on. */
    private int unfinishedSince = seconds.getAsInt();

    private boolean isUnfinished = true;
    private boolean isDecoded;
    private int activeAt = unfinishedSince;

    Watched(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      all.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
      all.remove(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      isDecoded = true;
      if (message instanceof HttpRequest) {
        begins();
      }
      if (message instanceof LastHttpContent) {
        isUnfinished = false;
      }
      context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      activeAt = seconds.getAsInt();
      if (!isDecoded) {
        // Something came, and it is not even the head of a request yet.
        begins();
      }
      isDecoded = false;
      context.fireChannelReadComplete();
    }

    private void begins() {
      if (!isUnfinished) {
        isUnfinished = true;
        unfinishedSince = seconds.getAsInt();
      }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      activeAt = seconds.getAsInt();
      context.write(message, promise);
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    void check() {
      int now = seconds.getAsInt();
      if (!channel.config().isAutoRead()) {
        // We do not read it ourselves: a request before it is not answered yet.
        unfinishedSince = now;
      }
      boolean late = isUnfinished && now - unfinishedSince > times.wholeWithinS();
      if (late || now - activeAt > times.idleS()) {
        channel.close();
      }
    }
  }
}
