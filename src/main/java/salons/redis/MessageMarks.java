package salons.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** What tells under one id the same message from another one. Not thread-safe. */
final class MessageMarks {
  private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

  private final CRC32 crc32 = new CRC32();
  private final CRC32C crc32c = new CRC32C();

  /**
   * For each message 16 characters that are others for another author or text, as far as accidents go: two check sums of 32 bits, which
   * the processor itself makes. They are no secret.
   */
  byte[] of(List<byte[]> bodies) {
    byte[] marks = new byte[16 * bodies.size()];
    int end = 0;
    for (byte[] body : bodies) {
      crc32.reset();
      crc32.update(body);
      crc32c.reset();
      crc32c.update(body);
      long mark = crc32.getValue() << 32 | crc32c.getValue();
      for (int shift = 60; shift >= 0; shift -= 4) {
        marks[end++] = HEX[(int) (mark >>> shift) & 15];
      }
    }
    return marks;
  }
}
