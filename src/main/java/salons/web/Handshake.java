package salons.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The answer that turns a request into a WebSocket (RFC 6455, section 4.2). */
final class Handshake {
  static final String SUBPROTOCOL = "salons.v1";

  private static final String ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String VERSION = "13";
  private static final int KEY_BYTES = 16;
  private static final int KEY_LENGTH = 24;

  /** Finding one takes longer than using it; each digest leaves it as new. */
  private static final ThreadLocal<MessageDigest> SHA_1 = ThreadLocal.withInitial(Handshake::sha1);

  private Handshake() {}

  /** The status that answers this request: 101 for a plain, valid handshake of version 13. */
  static int status(HttpServerRequest request) {
    if (!HttpMethod.GET.equals(request.method())) {
      return 405;
    }
    boolean upgrades = request.version() == HttpVersion.HTTP_1_1
        && lists(request.getHeader("Upgrade"), "websocket")
        && lists(request.getHeader("Connection"), "Upgrade")
        && VERSION.equals(request.getHeader("Sec-WebSocket-Version"));
    if (!upgrades) {
      return 426;
    }
    return isKey(request.getHeader("Sec-WebSocket-Key")) ? 101 : 400;
  }

  /** Says what is wrong with a request that {@link #status} does not answer by 101. */
  static void refuse(HttpServerRequest request, int status) {
    HttpServerResponse response = request.response();
    switch (status) {
      case 405 ->
        Problem.end(response.putHeader("Allow", "GET"), status, "A socket is opened by GET.");
      case 426 ->
        Problem.end(
            response
                .putHeader("Upgrade", "websocket")
                .putHeader("Connection", "Upgrade")
                .putHeader("Sec-WebSocket-Version", VERSION),
            status,
            "A WebSocket of version 13 is opened here, over HTTP/1.1.");
      default ->
        Problem.end(response, status, "Sec-WebSocket-Key must be 16 bytes in base64, once.");
    }
  }

  /** The bytes of the response to a request whose {@link #status} is 101. */
  static byte[] answer(HttpServerRequest request) {
    String key = request.getHeader("Sec-WebSocket-Key");
    return answer(key, lists(request.getHeader("Sec-WebSocket-Protocol"), SUBPROTOCOL));
  }

  private static byte[] answer(String key, boolean subprotocol) {
    return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: " + accept(key) + "\r\n"
            + (subprotocol ? "Sec-WebSocket-Protocol: " + SUBPROTOCOL + "\r\n" : "")
            + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String accept(String key) {
    byte[] hash = SHA_1.get().digest((key + ACCEPT).getBytes(StandardCharsets.US_ASCII));
    return Base64.getEncoder().encodeToString(hash);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean lists(@Nullable String header, String wanted) {
    if (header != null) {
      for (String part : header.split(",", -1)) {
        if (part.trim().equalsIgnoreCase(wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isKey(@Nullable String key) {
    try {
      return key != null
          && key.length() == KEY_LENGTH
          && Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }
}
