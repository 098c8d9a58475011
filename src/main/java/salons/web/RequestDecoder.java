package salons.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import salons.async.FairQueue;

/**
 * Vert.x' decoder of requests, which hands on one at a time, and of a long body a part, until others had their turn. Pipelined ones would
 * be queued decoded, which takes two hundred times their bytes, and as many as one read brings. Here what comes behind a request stays
 * bytes until that is answered, and nothing more is read meanwhile. Confined to the event loop of its channel.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
  /** In the channel's pipeline, where Vert.x has put its own. */
  private static final String VERTX_DECODER = "httpDecoder";

  /** Bytes of memory that a header takes besides its text: four bytes of a client are enough for one. */
  private static final int HEADER = 256;

  /** Made once: it is only read, and takes long to make. */
  private static final HttpServerOptions OPTIONS = HttpVerticle.options();

  private final Channel channel;
  private final FairQueue turns;

  // Of the request that was begun last.
  private boolean whole = true;
  private boolean answered = true;
  private int headers;

  private boolean yielding;
  private int turn;
  private boolean reading = true;

  private RequestDecoder(Channel channel, FairQueue turns) {
    super(OPTIONS);
    this.channel = channel;
    this.turns = turns;
    setCumulator(PausableDecoder::cumulate);
  }

  /**
   * To be called before anything is read of the channel.
   *
   * @param turns in which pipelined requests are handled
   * @return null when this Vert.x does not decode as expected; nothing was changed then
   */
  static @Nullable RequestDecoder install(Channel channel, FairQueue turns) {
    if (!(channel.pipeline().get(VERTX_DECODER) instanceof VertxHttpRequestDecoder)) {
      return null;
    }
    RequestDecoder decoder = new RequestDecoder(channel, turns);
    channel.pipeline().replace(VERTX_DECODER, VERTX_DECODER, decoder);
    return decoder;
  }

  /** Whether what comes now is to wait. */
  private boolean isBusy() {
    return whole && !answered || yielding;
  }

  /** Whether it is not the client that is waited for: all that it has begun is whole, or waits here. */
  boolean keepsWaiting() {
    return whole && isBusy();
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) {
    whole = false;
    answered = false;
    headers = 0;
    return super.createMessage(initialLine);
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    headers++;
    return super.splitHeaderName(line, start, length);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (!isBusy() && turn >= PausableDecoder.MOST_A_TURN) {
      yieldTurn();
    }
    if (!isBusy()) {
      super.decode(context, in, out);
      turn += out.size();
      whole |= !out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (isBusy()) {
      stopReading();
    }
    super.channelRead(context, message);
  }

  /** Not before: who is upgraded by what was read goes on with what came behind it. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    if (isBusy() && actualReadableBytes() > 0) {
      stopReading();
    }
    if (!yielding) {
      turn = 0;
    }
    if (isBusy()) {
      // Netty's own would read on by itself where nothing was decoded.
      discardSomeReadBytes();
      context.fireChannelReadComplete();
    } else {
      super.channelReadComplete(context);
    }
  }

  private void stopReading() {
    if (reading && channel.config().isAutoRead()) {
      reading = false;
      channel.config().setAutoRead(false);
    }
  }

  private void readOn() {
    if (!reading && !(isBusy() && actualReadableBytes() > 0)) {
      reading = true;
      channel.config().setAutoRead(true);
    }
  }

  /** The request that was handed on is answered, be it whole or not. */
  void answered() {
    answered = true;
    if (whole && !yielding && actualReadableBytes() > 0) {
      yieldTurn();
    } else {
      readOn();
    }
  }

  private void yieldTurn() {
    yielding = true;
    turns.later(this::decodeNext);
  }

  private void decodeNext() {
    yielding = false;
    turn = 0;
    ChannelHandlerContext context = channel.pipeline().context(this);
    if (context == null) {
      return;
    }
    try {
      channelRead(context, Unpooled.EMPTY_BUFFER);
      channelReadComplete(context);
    } catch (Exception e) {
      context.fireExceptionCaught(e);
    }
    readOn();
  }

  /** Bytes of memory that are kept for what was read and is not answered yet. */
  int holds() {
    int bytes = actualReadableBytes() == 0 ? 0 : internalBuffer().capacity();
    return whole && answered ? bytes : bytes + headers * HEADER;
  }
}
