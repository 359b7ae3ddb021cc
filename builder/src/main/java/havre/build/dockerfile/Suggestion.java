package havre.build.dockerfile;

import java.util.Collection;
import java.util.Comparator;

/// What somebody may have meant.
public final class Suggestion {
  private static final int NEAR = 2;

  private Suggestion() {}

  /// ` (did you mean x?)` with the known word nearest to a written one; empty where none is near.
  public static String of(String written, Collection<String> known) {
    return known.stream()
        .filter(word -> distance(word, written) <= NEAR)
        .min(
            Comparator.comparingInt((String word) -> distance(word, written))
                .thenComparing(Comparator.naturalOrder()))
        .map(word -> " (did you mean " + word + "?)")
        .orElse("");
  }

  /// Levenshtein's.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
