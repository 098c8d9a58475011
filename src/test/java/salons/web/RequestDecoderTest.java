package salons.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import salons.async.FairQueue;

/** Netty's channel, with what {@link HttpConnections} makes of it; the handler is Vert.x' in an instance. */
final class RequestDecoderTest {
  private static final String GET = "GET /api/rooms HTTP/1.1\r\n\r\n";
  private static final String POST = "POST /socket.io/ HTTP/1.1\r\nContent-Length: 4\r\n\r\n";

  private final Deque<Runnable> ticks = new ArrayDeque<>();
  private final Budget budget = new Budget(60_000);
  private final Backlog backlog =
      new Backlog(budget, new WebSocketFraming(ByteBufAllocator.DEFAULT, frame -> {}), ticks::add);
  private final EmbeddedChannel channel = channel();

  private EmbeddedChannel channel() {
    EmbeddedChannel made = new EmbeddedChannel();
    made.pipeline()
        .addLast("httpDecoder", new VertxHttpRequestDecoder(HttpVerticle.options()))
        .addLast("handler", new ChannelInboundHandlerAdapter());
    RequestDecoder decoder = RequestDecoder.install(made, new FairQueue(ticks::add, () -> 0));
    new HttpTimeouts(HttpTimes.DEFAULT, () -> 0, backlog)
        .watch(made, Objects.requireNonNull(decoder));
    return made;
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void what_is_behind_a_request_waits_for_its_answer_as_bytes_and_nothing_more_is_read() {
    comes(GET.repeat(100));
    assertThat(handedOn()).isEqualTo(1);
    assertThat(channel.config().isAutoRead()).isFalse();
    for (int i = 1; i < 100; i++) {
      assertThat(handedOn()).isZero();
      answer(HttpResponseStatus.OK);
      assertThat(handedOn()).as("others have their turn first").isZero();
      tick();
      assertThat(handedOn()).isEqualTo(1);
    }
    answer(HttpResponseStatus.OK);
    assertThat(channel.config().isAutoRead()).isTrue();
    comes(GET);
    assertThat(handedOn()).isEqualTo(1);
  }

  @Test
  void however_much_comes_behind_a_request_no_more_is_asked_for_before_its_answer() {
    AtomicInteger asked = new AtomicInteger();
    channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
      @Override
      public void read(ChannelHandlerContext context) {
        asked.incrementAndGet();
      }
    });
    comes(GET);
    asked.set(0);
    comes("x".repeat(1_000));
    comes("x".repeat(1_000));
    assertThat(asked).hasValue(0);
  }

  @Test
  void one_after_the_other_is_read_without_a_turn() {
    for (int i = 0; i < 3; i++) {
      comes(GET);
      assertThat(handedOn()).isEqualTo(1);
      answer(HttpResponseStatus.OK);
      assertThat(channel.config().isAutoRead()).isTrue();
    }
    assertThat(ticks).isEmpty();
  }

  @Test
  void a_request_is_read_to_its_end_whenever_it_is_answered() {
    comes(POST + "ab");
    assertThat(handedOn()).isEqualTo(1);
    answer(HttpResponseStatus.CONTINUE);
    comes("cd" + GET);
    assertThat(handedOn()).isZero();
    answer(HttpResponseStatus.OK);
    tick();
    assertThat(handedOn()).isEqualTo(1);
    answer(HttpResponseStatus.OK);
    comes(POST + "ab");
    assertThat(handedOn()).isEqualTo(1);
    answer(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
    comes("cd" + GET);
    assertThat(handedOn()).isEqualTo(1);
  }

  @Test
  void a_body_in_many_small_chunks_is_taken_in_turns() {
    comes("POST /socket.io/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "1\r\na\r\n".repeat(100) + "0\r\n\r\n");
    int chunks = chunks();
    assertThat(chunks).isBetween(1, 20);
    assertThat(channel.config().isAutoRead()).isFalse();
    int rounds = 0;
    for (; chunks < 101; chunks += chunks()) {
      assertThat(rounds++).isLessThan(20);
      tick();
    }
    answer(HttpResponseStatus.OK);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  private int chunks() {
    int chunks = 0;
    for (Object each = channel.readInbound(); each != null; each = channel.readInbound()) {
      chunks += each instanceof HttpContent ? 1 : 0;
      ReferenceCountUtil.release(each);
    }
    return chunks;
  }

  @Test
  void what_is_kept_for_it_counts_and_the_hungriest_is_cut() {
    comes(GET + "x".repeat(60_000));
    assertThat(budget.used()).isGreaterThan(60_000);
    tick();
    assertThat(channel.isOpen()).isFalse();
    assertThat(budget.used()).isZero();
  }

  @Test
  void headers_take_more_than_their_bytes() {
    comes("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(2_000));
    assertThat(budget.used()).isGreaterThan(400_000);
  }

  private void comes(String text) {
    channel
        .pipeline()
        .fireChannelRead(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII))
        .fireChannelReadComplete();
  }

  /** Requests that were begun since it was asked last. */
  private int handedOn() {
    int requests = 0;
    for (Object each = channel.readInbound(); each != null; each = channel.readInbound()) {
      requests += each instanceof HttpRequest ? 1 : 0;
      ReferenceCountUtil.release(each);
    }
    return requests;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void answer(HttpResponseStatus status) {
    channel
        .pipeline()
        .lastContext()
        .writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
  }

  private void tick() {
    Runnable next = ticks.poll();
    if (next != null) {
      next.run();
    }
  }
}
