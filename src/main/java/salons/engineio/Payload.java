package salons.engineio;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The packets in the body of a POST, one after the other, where they lie. */
public final class Payload {
  /** Stands between two packets (U+001E), both ways. */
  public static final byte SEPARATOR = 0x1E;

  /** A packet that begins with it is a binary message in base64. */
  static final byte BINARY = 'b';

  private static final int CHARS_AT_ONCE = 1024;

  private final byte[] body;

  /** Of the packet that {@link #next} moved to: its first byte, and the one behind its last. */
  private int from;

  private int to = -1;

  Payload(byte[] body) {
    this.body = body;
  }

  /** Moves to the next packet, which may be empty; false when there is none. An empty body is one empty packet. */
  boolean next() {
    if (to == body.length) {
      return false;
    }
    from = ++to;
    while (to < body.length && body[to] != SEPARATOR) {
      to++;
    }
    return true;
  }

  byte[] body() {
    return body;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** Whether the whole body is valid UTF-8 (RFC 3629). */
  boolean isUtf8() {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(body);
    CharBuffer chars = CharBuffer.allocate(CHARS_AT_ONCE);
    CoderResult result = CoderResult.OVERFLOW;
    while (result.isOverflow()) {
      result = decoder.decode(bytes, chars.clear(), true);
    }
    return !result.isError();
  }

  /** What these bytes are in base64; null when they are not. */
  static byte @Nullable [] binary(byte[] bytes, int from, int to) {
    try {
      ByteBuffer decoded = Base64.getDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
      byte[] data = new byte[decoded.remaining()];
      decoded.get(data);
      return data;
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }
}
