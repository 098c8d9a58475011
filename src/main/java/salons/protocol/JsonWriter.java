package salons.protocol;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes one JSON text into a growing array of bytes. Not thread-safe. */
final class JsonWriter {
  private static final JsonStringEncoder QUOTING = JsonStringEncoder.getInstance();

  private byte[] bytes;
  private int length;

  JsonWriter(int capacity) {
    bytes = new byte[capacity];
  }

  /** Appends text that is JSON already; ASCII only. */
  JsonWriter ascii(String json) {
    int n = json.length();
    grow(n);
    for (int i = 0; i < n; i++) {
      bytes[length + i] = (byte) json.charAt(i);
    }
    length += n;
    return this;
  }

  JsonWriter raw(byte[] json) {
    return raw(json, 0, json.length);
  }

  /** Appends {@code json} from index {@code from} to before {@code end}. */
  JsonWriter raw(byte[] json, int from, int end) {
    int n = end - from;
    grow(n);
    System.arraycopy(json, from, bytes, length, n);
    length += n;
    return this;
  }

  JsonWriter raw(byte one) {
    grow(1);
    bytes[length++] = one;
    return this;
  }

  JsonWriter json(JsonWriter other) {
    return raw(other.bytes, 0, other.length);
  }

  int length() {
    return length;
  }

  /** Appends {@code value} as a JSON string. */
  JsonWriter string(String value) {
    return ascii("\"").raw(QUOTING.quoteAsUTF8(value)).ascii("\"");
  }

  JsonWriter number(long value) {
    return ascii(Long.toString(value));
  }

  /** Appends {@code "key":} behind a comma. */
  JsonWriter key(String key) {
    return ascii(",\"").ascii(key).ascii("\":");
  }

  /** Appends {@code "key":"value"} behind a comma. */
  JsonWriter field(String key, String value) {
    return key(key).string(value);
  }

  /** Appends {@code "key":value} behind a comma. */
  JsonWriter field(String key, long value) {
    return key(key).number(value);
  }

  /** Appends {@code ,"id":"…"} if there is one. */
  JsonWriter id(@Nullable String id) {
    return id == null ? this : field("id", id);
  }

  /** Appends {@code ,"user":"…"} and, if there is one, {@code ,"by":"…"}, and whether that was verified. */
  JsonWriter person(Person person) {
    String by = person.by();
    JsonWriter json = field("user", person.name());
    json = by == null ? json : json.field("by", by);
    return person.isVerified() ? json.ascii(",\"verified\":true") : json;
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
