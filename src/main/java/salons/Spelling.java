package salons;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which name was meant by one that is nearly it. */
final class Spelling {
  private Spelling() {}

  /**
   * The nearest of the names that {@code written} may be a slip for: by one letter, or by two if there are at least {@code forTwo}. Case
   * and the signs between letters do not count.
   */
  static Optional<String> meant(String written, Collection<String> names, int forTwo) {
    String letters = letters(written);
    int most = letters.length() < forTwo ? 1 : 2;
    return names.stream()
        .filter(name -> distance(letters, letters(name)) <= most)
        .min(Comparator.comparingInt(name -> distance(letters, letters(name))));
  }

  /** Whether the last letter is right, or only the order of the letters is wrong. */
  static boolean isSlipWithin(String written, String name) {
    String letters = letters(written);
    String right = letters(name);
    return letters.endsWith(right.substring(right.length() - 1))
        || Arrays.equals(
            letters.chars().sorted().toArray(), right.chars().sorted().toArray());
  }

  /** How many letters to add, drop, change or swap with their neighbour: Levenshtein's distance with transpositions. */
  static int distance(String one, String other) {
    int[][] from = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        from[i][j] = i == 0 || j == 0 ? i + j : step(one, other, from, i, j);
      }
    }
    return from[one.length()][other.length()];
  }

  private static int step(String one, String other, int[][] from, int i, int j) {
    boolean same = one.charAt(i - 1) == other.charAt(j - 1);
    int least =
        Math.min(from[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(from[i - 1][j], from[i][j - 1]));
    boolean swapped = i > 1
        && j > 1
        && one.charAt(i - 1) == other.charAt(j - 2)
        && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(least, 1 + from[i - 2][j - 2]) : least;
  }

  private static String letters(String name) {
    return name.replaceAll("[._-]", "").toLowerCase(Locale.ROOT);
  }
}
