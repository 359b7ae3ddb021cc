package havre.common;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Patterns of paths that are left out, as a `.dockerignore` and `--exclude` have them: `*` and `?`
/// stand for no slash, `**` for any path, and a pattern after `!` brings back what one before it
/// left out. The last one that fits a path, or a directory above it, counts.
public final class IgnorePatterns {
  /// Leaves nothing out.
  public static final IgnorePatterns NONE = new IgnorePatterns(List.of());

  private final List<One> patterns;

  private record One(Pattern pattern, boolean negated) {}

  private IgnorePatterns(List<One> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /// The patterns of a file, one a line; lines that begin with `#` are comments.
  ///
  /// @throws HavreException INVALID with Docker's text
  public static IgnorePatterns ofFile(String text) {
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return of(plain.lines().filter(line -> !line.startsWith("#")).toList());
  }

  /// @throws HavreException INVALID with Docker's text
  public static IgnorePatterns of(List<String> lines) {
    var patterns = new ArrayList<One>();
    for (String line : lines) {
      String pattern = line.strip();
      if (pattern.isEmpty()) {
        continue;
      }
      boolean negated = pattern.startsWith("!");
      String path = negated ? pattern.substring(1).strip() : pattern;
      if (path.isEmpty()) {
        throw HavreException.invalid("illegal exclusion pattern: \"!\"");
      }
      patterns.add(new One(Pattern.compile(regex(cleaned(path))), negated));
    }
    return patterns.isEmpty() ? NONE : new IgnorePatterns(patterns);
  }

  /// Relative to the root, without `.` and `..`.
  private static String cleaned(String path) {
    String normal = Path.of("/", path).normalize().toString().substring(1);
    return normal.isEmpty() ? "." : normal;
  }

  public boolean isEmpty() {
    return patterns.isEmpty();
  }

  /// Whether a path, relative to the root, is left out.
  public boolean excludes(String path) {
    boolean excluded = false;
    for (One one : patterns) {
      if (excluded == one.negated && fits(one.pattern, path)) {
        excluded = !one.negated;
      }
    }
    return excluded;
  }

  /// Whether something below a directory that is left out may be brought back.
  public boolean mayBringBack() {
    return patterns.stream().anyMatch(One::negated);
  }

  private static boolean fits(Pattern pattern, String path) {
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (pattern.matcher(path.substring(0, end)).matches()) {
        return true;
      }
    }
    return false;
  }

  private static String regex(String glob) {
    var regex = new StringBuilder();
    int i = 0;
    while (i < glob.length()) {
      char c = glob.charAt(i++);
      if (c == '*' && i < glob.length() && glob.charAt(i) == '*') {
        i++;
        if (i < glob.length() && glob.charAt(i) == '/') {
          i++;
          regex.append("(?:.*/)?");
        } else {
          regex.append(".*");
        }
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (c == '\\' && i < glob.length()) {
        regex.append(Pattern.quote(glob.substring(i, i + 1)));
        i++;
      } else if (c == '[' && glob.indexOf(']', i) > 0) {
        int end = glob.indexOf(']', i);
        String inside = glob.substring(i, end).replace("\\", "\\\\").replace("[", "\\[");
        regex.append('[').append(inside).append(']');
        i = end + 1;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }
}
