package salons.web;

import io.netty.buffer.ByteBufAllocator;
import java.util.Collections;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What is done once for all members of a room when it has news: the news are framed for WebSocket. */
@State(Scope.Thread)
public class FramingBenchmark {
  @Param({"1", "20"})
  public int messages;

  private final WebSocketFraming framing =
      new WebSocketFraming(ByteBufAllocator.DEFAULT, frames -> frames.bytes().release());
  private List<byte[]> news = List.of();

  @Setup
  public void write() {
    news = Collections.nCopies(messages, new byte[180]);
  }

  @Benchmark
  public int frames() {
    try (WebSocketFraming.Frames frames = framing.frame(news)) {
      return frames.bytes().readableBytes();
    }
  }
}
