package havre.cli.format;

import java.util.Comparator;

/// Texts in the order people count: `9/tcp` before `10/tcp`.
public final class NaturalOrder implements Comparator<String> {
  public static final NaturalOrder INSTANCE = new NaturalOrder();

  private NaturalOrder() {}

  @Override
  public int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      if (isDigit(a.charAt(i)) && isDigit(b.charAt(j))) {
        int endA = end(a, i);
        int endB = end(b, j);
        int difference =
            Long.compare(Long.parseLong(a, i, endA, 10), Long.parseLong(b, j, endB, 10));
        if (difference != 0) {
          return difference;
        }
        i = endA;
        j = endB;
      } else if (a.charAt(i) != b.charAt(j)) {
        return Character.compare(a.charAt(i), b.charAt(j));
      } else {
        i++;
        j++;
      }
    }
    return Integer.compare(a.length() - i, b.length() - j);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// Where the number ends; eighteen digits at most, to fit.
  private static int end(String text, int start) {
    int end = start;
    while (end < text.length() && end - start < 18 && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }
}
