package salons.embedded;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One command to a Redis on a connection of its own, for the thread that looks after the embedded one. Blocks, within bounds. */
final class RedisCommand {
  private static final int TIMEOUT_MS = 1_000;

  private RedisCommand() {}

  /** Whether the Redis of this URL, and no other, answers and is done with loading. */
  static boolean answers(String url) {
    try {
      return run(url, "PING").equals("+PONG");
    } catch (IOException e) {
      return false;
    }
  }

  /** The first line of the answer, or what follows it when that is a length. */
  static String run(String url, String command) throws IOException {
    URI uri = URI.create(url);
    String password = uri.getUserInfo().substring(1);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      socket
          .getOutputStream()
          .write(
              ("AUTH " + password + "\r\n" + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String authenticated = line(in);
      if (!authenticated.equals("+OK")) {
        throw new IOException("not the Redis of this folder: " + authenticated);
      }
      String line = line(in);
      return line.startsWith("$")
          ? new String(in.readNBytes(Integer.parseInt(line.substring(1))), StandardCharsets.UTF_8)
          : line;
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection was closed");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }
}
