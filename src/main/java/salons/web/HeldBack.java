package salons.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts that a client is not given yet. Bounded: what is too much is dropped as a whole, and said to be. */
final class HeldBack {
  private static final long MOST = 1 << 20;

  private final List<byte[]> texts = new ArrayList<>();
  private long bytes;
  private boolean isTooMuch;

  void add(List<byte[]> more) {
    for (byte[] text : more) {
      bytes += text.length;
    }
    if (isTooMuch || bytes > MOST) {
      isTooMuch = true;
      texts.clear();
      bytes = 0;
    } else {
      texts.addAll(more);
    }
  }

  long bytes() {
    return bytes;
  }

  /** Null when it was too much. */
  @Nullable
  List<byte[]> texts() {
    return isTooMuch ? null : texts;
  }
}
