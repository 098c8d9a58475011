package salons.web;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Tells UTF-8 from what only looks like it: overlong forms, surrogates, what is beyond Unicode or is cut off (RFC 3629). */
final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** The highest bit of each of eight bytes: none is set where all are ASCII. */
  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

  private Utf8() {}

  /** Whether the first {@code length} bytes are whole, valid UTF-8. */
  static boolean isValid(byte[] bytes, int length) {
    int i = 0;
    while (i < length) {
      if (i + Long.BYTES <= length && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
        i += Long.BYTES;
      } else if (bytes[i] >= 0) {
        i++;
      } else {
        int size = sizeAt(bytes, i, length);
        if (size == 0) {
          return false;
        }
        i += size;
      }
    }
    return true;
  }

  /** Of the sequence of two to four bytes that begins there; 0 when there is none. */
  private static int sizeAt(byte[] bytes, int i, int length) {
    int first = bytes[i] & 0xFF;
    int size = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (size == 0 || i + size > length) {
      return 0;
    }
    // The second byte tells overlong forms (E0, F0), surrogates (ED) and what is beyond U+10FFFF
    // (F4).
    int second = bytes[i + 1] & 0xFF;
    int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    boolean valid = second >= least && second <= most;
    for (int next = i + 2; next < i + size; next++) {
      valid &= (bytes[next] & 0xC0) == 0x80;
    }
    return valid ? size : 0;
  }
}
