package salons.web;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A WebSocket message that came in pieces and is not whole yet. Bounded in bytes and in pieces. */
final class Fragments {
  /** What becomes of the messages of a WebSocket. */
  interface Messages {
    /** A whole one; its bytes are the caller's again after this call. */
    void onMessage(byte[] bytes, int length, boolean isText);

    void onTooBig();

    void onTooManyPieces();
  }

  /** A message of the longest kind in pieces of 64 bytes. */
  private static final int MOST = 1_024;

  private final boolean isText;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int count;

  private Fragments(boolean isText) {
    this.isText = isText;
  }

  /**
   * A piece of a message came, most often a whole one.
   *
   * @param before what came of the message before; null for its first piece
   * @param isText of the first piece
   * @param last whether the message ends here
   * @param longest bytes of a message
   * @return what there is of a message that is not whole yet, else null
   */
  static @Nullable Fragments add(
      @Nullable Fragments before,
      byte[] piece,
      int length,
      boolean isText,
      boolean last,
      int longest,
      Messages messages) {
    int had = before == null ? 0 : before.bytes.size();
    if (had + length > longest) {
      messages.onTooBig();
      return null;
    }
    if (last && before == null) {
      messages.onMessage(piece, length, isText);
      return null;
    }
    Fragments message = before == null ? new Fragments(isText) : before;
    message.bytes.write(piece, 0, length);
    message.count++;
    if (last) {
      byte[] whole = message.bytes.toByteArray();
      messages.onMessage(whole, whole.length, message.isText);
      return null;
    }
    if (message.count > MOST) {
      messages.onTooManyPieces();
      return null;
    }
    return message;
  }

  /** Bytes of memory: it grows by doubling. */
  long holds() {
    return 2L * bytes.size();
  }
}
