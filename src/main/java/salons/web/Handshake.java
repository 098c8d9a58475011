package salons.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
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
  private static final int KEY_BYTES = 16;

  /** Finding one takes longer than using it; each digest leaves it as new. */
  private static final ThreadLocal<MessageDigest> SHA_1 = ThreadLocal.withInitial(Handshake::sha1);

  private Handshake() {}

  /** The bytes of the response; null when this is not a plain, valid handshake of version 13. */
  static byte @Nullable [] answer(HttpServerRequest request) {
    String key = request.getHeader("Sec-WebSocket-Key");
    boolean valid = HttpMethod.GET.equals(request.method())
        && request.version() == HttpVersion.HTTP_1_1
        && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
        && lists(request.getHeader("Connection"), "Upgrade")
        && "13".equals(request.getHeader("Sec-WebSocket-Version"))
        && key != null
        && isKey(key);
    return valid
        ? answer(key, lists(request.getHeader("Sec-WebSocket-Protocol"), SUBPROTOCOL))
        : null;
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

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }
}
