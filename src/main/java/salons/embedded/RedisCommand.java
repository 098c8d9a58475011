package salons.embedded;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One command to a Redis, in RESP, on a connection of its own. Blocks, within bounds: not for an event loop. */
public final class RedisCommand {
  private static final Pattern ANSWER = Pattern.compile("[+:-].*|[$*]-?\\d{1,9}");

  private RedisCommand() {}

  /** Whether the Redis of this URL, and no other, answers and is done with loading. */
  static boolean answers(String url, int timeoutMs) {
    try {
      return run(url, timeoutMs, "PING").equals("PONG");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The answer as text: nested answers on a line each, {@code (nil)} for none, {@code ERR …} for a refusal. Fails when the password
   * of the URL is not the right one, and when a part of the answer takes longer than {@code timeoutMs}.
   */
  public static String run(String url, int timeoutMs, String... command) throws IOException {
    URI uri = URI.create(url);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), timeoutMs);
      socket.setSoTimeout(timeoutMs);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      if (uri.getUserInfo() != null) {
        write(socket.getOutputStream(), "AUTH", password(url));
        String authenticated = read(in);
        if (!authenticated.equals("OK")) {
          throw new IOException("the password is refused: " + authenticated);
        }
      }
      write(socket.getOutputStream(), command);
      return read(in);
    }
  }

  /** Of a URL that has one. */
  static String password(String url) {
    return URI.create(url).getUserInfo().replaceFirst("^[^:]*:", "");
  }

  private static void write(OutputStream out, String... command) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(ascii("*" + command.length + "\r\n"));
    for (String part : command) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      request.writeBytes(ascii("$" + bytes.length + "\r\n"));
      request.writeBytes(bytes);
      request.writeBytes(ascii("\r\n"));
    }
    out.write(request.toByteArray());
    out.flush();
  }

  private static String read(InputStream in) throws IOException {
    String line = line(in);
    if (!ANSWER.matcher(line).matches()) {
      throw new IOException("not Redis: " + line);
    }
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '$' -> bulk(in, Integer.parseInt(rest));
      case '*' -> {
        List<String> parts = new ArrayList<>();
        for (int i = Integer.parseInt(rest); i > 0; i--) {
          parts.add(read(in));
        }
        yield String.join("\n", parts);
      }
      default -> rest;
    };
  }

  private static String bulk(InputStream in, int length) throws IOException {
    if (length < 0) {
      return "(nil)";
    }
    String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    in.skipNBytes(2);
    return text;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("Redis closed the connection");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
