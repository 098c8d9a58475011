package salons.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** An HTTP client that may break every rule: it writes the head of a request as it is, and reads the answer to its end. */
public final class RawHttp {
  private static final int PATIENCE_MS = 20_000;

  private RawHttp() {}

  /** What came. */
  public record Answer(int status, String head, String body) {
    /** The values of a header, one a line. */
    public List<String> headers(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .toList();
    }
  }

  /** Asks for a path with these lines as headers, and no others but one that has the server close. */
  public static Answer get(int port, String path, String... headers) {
    return ask(
        port,
        "GET " + path + " HTTP/1.1\r\nConnection: close\r\n"
            + String.join(
                "", List.of(headers).stream().map(line -> line + "\r\n").toList())
            + "\r\n");
  }

  /** Tries a handshake: 101 if the socket was opened. */
  public static Answer handshake(int port, String... headers) {
    return ask(
        port,
        "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + String.join(
                "", List.of(headers).stream().map(line -> line + "\r\n").toList())
            + "\r\n");
  }

  /** Writes this, and reads to the end; of a socket that was opened, the head. */
  public static Answer ask(int port, String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      StringBuilder all = new StringBuilder();
      int end = -1;
      for (int c = socket.getInputStream().read();
          c >= 0;
          c = socket.getInputStream().read()) {
        all.append((char) c);
        end = end >= 0 ? end : all.indexOf("\r\n\r\n");
        if (end >= 0 && isOver(all, end)) {
          break;
        }
      }
      return answer(all.toString(), end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOver(StringBuilder all, int end) {
    String head = all.substring(0, end).toLowerCase(Locale.ROOT);
    if (head.startsWith("http/1.1 101")) {
      return true;
    }
    int length = head.indexOf("content-length: ");
    return length >= 0
        && all.length() - end - 4
            >= Integer.parseInt(
                head.substring(length + 16).lines().findFirst().orElse("0").strip());
  }

  private static Answer answer(String all, int end) {
    return end < 0
        ? new Answer(0, "", all)
        : new Answer(
            Integer.parseInt(all.substring(9, 12)), all.substring(0, end), all.substring(end + 4));
  }
}
