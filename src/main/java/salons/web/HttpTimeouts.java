package salons.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
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

  /** Why a request of another version than HTTP/1 is refused. */
  private static final class UnsupportedVersion extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedVersion() {
      super("no HTTP/1.1", null, false, false);
    }
  }

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

  /** Whether a request that cannot be read is of another version than HTTP/1. */
  static boolean isOfAnotherVersion(HttpServerRequest request) {
    return request.decoderResult().cause() instanceof UnsupportedVersion;
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
      if (message instanceof HttpRequest request) {
        begins();
        refuseVersion(request);
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

    /** Vert.x itself answers another version with a bare 501; so it is told that the request cannot be read. */
    private static void refuseVersion(HttpRequest request) {
      HttpVersion version = request.protocolVersion();
      if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
        request.setDecoderResult(DecoderResult.failure(new UnsupportedVersion()));
      }
    }

    /** A client that cuts its connection is gone: Vert.x stumbles when it hears of it amid pipelined requests, and logs that. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof IOException) {
        channel.close();
      } else {
        context.fireExceptionCaught(cause);
      }
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
