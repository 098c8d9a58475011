package salons;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import salons.e2e.Program;
import salons.e2e.RedisServer;

/** An instance that has no memory left does not limp on. */
@Tag("process")
final class OutOfMemoryTest {
  @TempDir
  Path folder;

  /** The program, but it takes all memory, and keeps it, when SIGHUP tells it so. */
  static final class Hoarder {
    private static final List<Object> KEPT = new ArrayList<>();

    private Hoarder() {}

    public static void main(String[] arguments) {
      Function<Integer, Object> allocate =
          arguments[0].equals("heap") ? size -> new byte[size] : ByteBuffer::allocateDirect;
      Vertx vertx = Vertx.vertx();
      Signals.on("HUP", () -> {
        switch (arguments[1]) {
          case "loop" -> vertx.runOnContext(tick -> take(allocate));
          case "netty" ->
            ((ContextInternal) vertx.getOrCreateContext())
                .nettyEventLoop()
                .execute(() -> take(allocate));
          default -> new Thread(() -> take(allocate)).start();
        }
      });
      Main.run(Node::start);
    }

    private static void take(Function<Integer, Object> allocate) {
      while (true) {
        KEPT.add(allocate.apply(1 << 20));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "heap,   loop",
    "heap,   netty",
    "heap,   thread",
    "direct, loop",
    "direct, netty",
  })
  void it_ends_at_once_with_one_line_and_a_status_that_says_so(String what, String where) {
    try (RedisServer redis = RedisServer.start();
        Program program = Program.start(
            folder,
            Map.of("port", "0", "host", "127.0.0.1", "redis.url", redis.url()),
            Map.of(),
            Hoarder.class.getName(),
            what,
            where)) {
      program.awaitReady();
      program.signal("HUP");
      assertThat(program.awaitExit()).isEqualTo(3);
      assertThat(program.errors()).singleElement().asString().startsWith("Out of memory");
    }
  }
}
