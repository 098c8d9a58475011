package salons.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * A way to Redis on which what was published can be held back, while everything else goes through: an instance behind it is late,
 * for as long as a test wants.
 */
public final class Detour implements AutoCloseable {
  private static final Pattern SUBSCRIBING =
      Pattern.compile("\nsubscribe\r", Pattern.CASE_INSENSITIVE);

  private final ServerSocket entrance;
  private final int destination;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  // Guarded by this.
  private boolean holding;

  public Detour(RedisServer redis) {
    destination = redis.port();
    try {
      entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  public String url() {
    return "redis://127.0.0.1:" + entrance.getLocalPort();
  }

  /** From now on nothing arrives on connections that subscribed to anything. */
  public synchronized void hold() {
    holding = true;
  }

  /** What was held back arrives, and everything behind it. */
  public synchronized void release() {
    holding = false;
    notifyAll();
  }

  @Override
  public void close() throws IOException {
    release();
    entrance.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket near = entrance.accept();
      Socket far = new Socket(InetAddress.getLoopbackAddress(), destination);
      sockets.addAll(List.of(near, far));
      boolean[] subscribed = new boolean[1];
      start(() -> copy(near, far, subscribed, false));
      start(() -> copy(far, near, subscribed, true));
    }
  }

  private void copy(Socket from, Socket to, boolean[] subscribed, boolean answers)
      throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[65_536];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (answers) {
          pass(subscribed);
        } else if (SUBSCRIBING.matcher(new String(buffer, 0, n, ISO_8859_1)).find()) {
          mark(subscribed);
        }
        out.write(buffer, 0, n);
      }
    }
  }

  private synchronized void mark(boolean[] subscribed) {
    subscribed[0] = true;
  }

  private synchronized void pass(boolean[] subscribed) {
    while (holding && subscribed[0]) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** What a thread of a test does with a connection. */
  interface Work {
    void run() throws IOException;
  }

  /** On a thread of its own, which keeps no process from ending. */
  static void start(Work work) {
    Thread thread = new Thread(() -> {
      try {
        work.run();
      } catch (IOException ended) {
        // One side is gone, or the test is over.
      }
    });
    thread.setDaemon(true);
    thread.start();
  }
}
