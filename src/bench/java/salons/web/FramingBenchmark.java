package salons.web;

import io.netty.buffer.ByteBufAllocator;
import java.util.Collections;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What is done once for all sockets of a room on an event loop: its texts are framed for WebSocket. */
@State(Scope.Thread)
public class FramingBenchmark {
  @Param({"1", "20"})
  public int messages;

  private final WebSocketFraming framing =
      new WebSocketFraming(ByteBufAllocator.DEFAULT, later -> {});
  private List<byte[]> texts = List.of();

  @Setup
  public void write() {
    texts = Collections.nCopies(messages, new byte[180]);
  }

  @Benchmark
  public int frames() {
    WebSocketFraming.Frames frames = framing.frame(texts, true);
    int size = frames.bytes().readableBytes();
    frames.free();
    return size;
  }
}
