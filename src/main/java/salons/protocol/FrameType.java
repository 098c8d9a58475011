package salons.protocol;

import java.util.Arrays;

/** Finds the type in the text of a frame of the server, where it always stands first. */
final class FrameType {
  /** Where it begins. */
  static final int START = "{\"type\":\"".length();

  private FrameType() {}

  /** The index of the quote behind it. */
  static int end(byte[] frame) {
    for (int i = START; i < frame.length; i++) {
      if (frame[i] == '"') {
        return i;
      }
    }
    throw new IllegalArgumentException("no frame: " + Arrays.toString(frame));
  }
}
