package salons.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Free TCP ports of this machine, for who must know the number before somebody listens on it. */
public final class FreePort {
  /** Bound and never connected: the system gives their ports to nobody else while this process lives. */
  private static final Set<Socket> RESERVED = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  /**
   * One that no other process is given while this one lives. Servers listen on it nevertheless, again and again: Linux lets ports be
   * shared by those who set {@code SO_REUSEADDR}, as servers do, while none listens. Elsewhere it is merely free right now.
   */
  public static int reserve() throws IOException {
    Socket reserved = new Socket();
    reserved.setReuseAddress(true);
    reserved.bind(new InetSocketAddress(0));
    int port = reserved.getLocalPort();
    if (canListenBeside(port)) {
      RESERVED.add(reserved);
    } else {
      reserved.close();
    }
    return port;
  }

  /** On all addresses, as a server does by default: where that fails, holding the port would keep it from us as well. */
  private static boolean canListenBeside(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a server could listen on this port of the loopback now. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
