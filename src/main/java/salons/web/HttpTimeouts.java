package salons.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections whose requests do not become whole, or that do nothing, while they speak HTTP: who dribbles bytes would hold
 * them for ever. One sweep an event loop instead of timers. What is kept for them counts in its {@link Backlog}. Confined to that loop.
 */
final class HttpTimeouts {
  /** In the channel's pipeline, right before Vert.x' own handler. */
  static final String HANDLER = "httpTimeouts";

  private static final String VERTX_HANDLER = "handler";

  /** Bytes that need not be told. */
  private static final int LITTLE = 4_096;

  /** Why a request of another version than HTTP/1 is refused. */
  private static final class UnsupportedVersion extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedVersion() {
      super("no HTTP/1.1", null, false, false);
    }
  }

  private final HttpTimes times;
  private final IntSupplier seconds;
  private final Backlog backlog;
  private final Set<Watched> all = new HashSet<>();

  /**
   * @param seconds a clock that stands still while the process does
   */
  HttpTimeouts(HttpTimes times, IntSupplier seconds, Backlog backlog) {
    this.times = times;
    this.seconds = seconds;
    this.backlog = backlog;
  }

  /**
   * Watches a new connection until it is closed or {@linkplain #release released}.
   *
   * @param decoder told what is answered; null when it is Vert.x' own
   */
  void watch(Channel channel, @Nullable RequestDecoder decoder) {
    if (channel.pipeline().get(VERTX_HANDLER) != null) {
      channel.pipeline().addBefore(VERTX_HANDLER, HANDLER, new Watched(channel, decoder));
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

  private final class Watched extends ChannelDuplexHandler implements Backlog.Holder {
    private final Channel channel;
    private final @Nullable RequestDecoder decoder;

    /** Since when a request is not whole; of the first one from the connection on. */
    private int unfinishedSince = seconds.getAsInt();

    private boolean isUnfinished = true;
    private boolean isDecoded;
    private int activeAt = unfinishedSince;

    Watched(Channel channel, @Nullable RequestDecoder decoder) {
      this.channel = channel;
      this.decoder = decoder;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      all.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
      all.remove(this);
      backlog.gone(this);
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
      tellMuch();
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
      if (decoder != null && isEndOfAnswer(message)) {
        decoder.answered();
      }
      tellMuch();
    }

    private static boolean isEndOfAnswer(Object message) {
      return message instanceof LastHttpContent
          && !(message instanceof HttpResponse response
              && response.status().codeClass() == HttpStatusClass.INFORMATIONAL);
    }

    private void tellMuch() {
      if (holds() > LITTLE) {
        backlog.changed(this);
      }
    }

    @Override
    public long holds() {
      ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
      return (unsent == null ? 0 : unsent.totalPendingWriteBytes())
          + (decoder == null ? 0 : decoder.holds());
    }

    @Override
    public long hunger() {
      return holds();
    }

    @Override
    public void shed() {
      abort();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void abort() {
      channel.close();
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    void check() {
      int now = seconds.getAsInt();
      if (decoder == null ? !channel.config().isAutoRead() : decoder.keepsWaiting()) {
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
