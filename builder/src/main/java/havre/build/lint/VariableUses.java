package havre.build.lint;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The variables that a word of a Dockerfile needs: those with a value of their own for the case
/// that they are unset are not among them.
final class VariableUses {
  private static final Pattern PIECE =
      Pattern.compile(
          "(?<quote>['\"])|\\$(?:(?<plain>[A-Za-z_][A-Za-z0-9_]*)"
              + "|\\{(?<braced>[A-Za-z_][A-Za-z0-9_]*)(?<modifier>[:+?-]?))");

  private VariableUses() {}

  static Set<String> in(String text, char escape) {
    var names = new LinkedHashSet<String>();
    String unescaped = text.replaceAll(Pattern.quote(String.valueOf(escape)) + ".", "");
    Matcher piece = PIECE.matcher(unescaped);
    boolean inDouble = false;
    int from = 0;
    while (piece.find(from)) {
      from = piece.end();
      String quote = piece.group("quote");
      String braced = piece.group("braced");
      if ("\"".equals(quote)) {
        inDouble = !inDouble;
      } else if (quote != null && !inDouble) {
        int end = unescaped.indexOf('\'', from);
        from = end < 0 ? unescaped.length() : end + 1;
      } else if (piece.group("plain") != null) {
        names.add(piece.group("plain"));
      } else if (braced != null && piece.group("modifier").isEmpty()) {
        names.add(braced);
      }
    }
    return names;
  }
}
