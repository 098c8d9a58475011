package salons.protocol;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes one JSON text into a growing array of bytes. Not thread-safe. */
final class Json {
  private static final JsonStringEncoder QUOTING = JsonStringEncoder.getInstance();

  private byte[] bytes;
  private int length;

  Json(int capacity) {
    bytes = new byte[capacity];
  }

  /** Appends text that is JSON already; ASCII only. */
  Json ascii(String json) {
    int n = json.length();
    grow(n);
    for (int i = 0; i < n; i++) {
      bytes[length + i] = (byte) json.charAt(i);
    }
    length += n;
    return this;
  }

  Json raw(byte[] json) {
    return raw(json, json.length);
  }

  Json json(Json other) {
    return raw(other.bytes, other.length);
  }

  private Json raw(byte[] json, int n) {
    grow(n);
    System.arraycopy(json, 0, bytes, length, n);
    length += n;
    return this;
  }

  int length() {
    return length;
  }

  /** Appends {@code value} as a JSON string. */
  Json string(String value) {
    return ascii("\"").raw(QUOTING.quoteAsUTF8(value)).ascii("\"");
  }

  Json number(long value) {
    return ascii(Long.toString(value));
  }

  /** Appends {@code "key":} behind a comma. */
  Json key(String key) {
    return ascii(",\"").ascii(key).ascii("\":");
  }

  /** Appends {@code ,"id":"…"} if there is one. */
  Json id(@Nullable String id) {
    return id == null ? this : key("id").string(id);
  }

  /** What was written; nothing may be appended afterwards. */
  byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private void grow(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
