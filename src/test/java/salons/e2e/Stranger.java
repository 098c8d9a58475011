package salons.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** What listens where a Redis should, and is none. */
public final class Stranger implements AutoCloseable {
  private interface Talk {
    void with(Socket socket) throws IOException;
  }

  private final ServerSocket entrance;
  private final AtomicInteger connections = new AtomicInteger();

  private Stranger(Talk talk) {
    try {
      entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Detour.start(() -> {
      while (true) {
        Socket socket = entrance.accept();
        connections.incrementAndGet();
        Detour.start(() -> talk.with(socket));
      }
    });
  }

  /** Says this to everybody, and hears nothing. */
  public static Stranger saying(String greeting) {
    return new Stranger(
        socket -> socket.getOutputStream().write(greeting.getBytes(StandardCharsets.UTF_8)));
  }

  public static Stranger echoing() {
    return new Stranger(socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
  }

  public String url() {
    return "redis://127.0.0.1:" + entrance.getLocalPort();
  }

  /** How many came so far. */
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    entrance.close();
  }
}
