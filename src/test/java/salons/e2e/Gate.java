package salons.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One address for instances: a connection goes to that which the gate leads to when it comes, until either side or a test ends it. */
public final class Gate implements AutoCloseable {
  private final ServerSocket entrance;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile int destination;

  /** Leads to this port of the loopback. */
  public Gate(int destination) {
    this.destination = destination;
    try {
      entrance = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Detour.start(this::accept);
  }

  public int port() {
    return entrance.getLocalPort();
  }

  /** Where new connections go from now on. */
  public void leadTo(int port) {
    destination = port;
  }

  /** Ends all connections without a word. */
  public void cut() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    sockets.clear();
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    cut();
  }

  private void accept() throws IOException {
    while (true) {
      Socket near = entrance.accept();
      try {
        Socket far = new Socket(InetAddress.getLoopbackAddress(), destination);
        far.setTcpNoDelay(true);
        near.setTcpNoDelay(true);
        sockets.addAll(List.of(near, far));
        Detour.start(() -> copy(near, far));
        Detour.start(() -> copy(far, near));
      } catch (IOException nobodyThere) {
        near.close();
      }
    }
  }

  private static void copy(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    }
  }
}
