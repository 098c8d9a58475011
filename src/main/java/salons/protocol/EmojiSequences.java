package salons.protocol;

import java.util.HashSet;
import java.util.Set;

/**
 * The emoji recommended for general interchange, as {@code emoji.txt} lists them. Some need what cannot be seen: joiners, the selector of
 * the coloured form, tags. Any other sequence with these looks like the emoji in it one after the other, so it could pass for them.
 */
final class EmojiSequences {
  private static final int JOINER = 0x200D;
  private static final int SELECTOR = 0xFE0F;

  /** What the tags of flags begin with in UTF-16. */
  private static final char TAG = '\uDB40';

  private static final Set<String> ALL = new HashSet<>(Resource.lines("emoji.txt"));
  private static final int LONGEST = ALL.stream().mapToInt(String::length).max().orElse(0);

  private EmojiSequences() {}

  /** Whether the text is one of them, and nothing else. */
  static boolean isOne(String text) {
    return text.length() <= LONGEST && ALL.contains(text);
  }

  /** Whether there may be any that needs what cannot be seen. */
  static boolean mayBeIn(String text) {
    return text.indexOf(SELECTOR) >= 0 || text.indexOf(JOINER) >= 0 || text.indexOf(TAG) >= 0;
  }

  /** How many {@code char}s the longest sequence at that place has that needs what cannot be seen; 0 when there is none. */
  static int lengthAt(String text, int start) {
    for (int end = Math.min(text.length(), start + LONGEST); end > start + 1; end--) {
      String found = text.substring(start, end);
      if (mayBeIn(found) && ALL.contains(found)) {
        return end - start;
      }
    }
    return 0;
  }
}
