package havre.buildkit.dockerfile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The patterns of a `.dockerignore`, as clients apply them.
final class IgnoreFile {
  private IgnoreFile() {}

  static List<String> patterns(String text) {
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    var patterns = new ArrayList<String>();
    for (String line : plain.lines().toList()) {
      String pattern = line.strip();
      if (line.startsWith("#") || pattern.isEmpty()) {
        continue;
      }
      boolean again = pattern.startsWith("!");
      patterns.add(again ? "!" + clean(pattern.substring(1).strip()) : clean(pattern));
    }
    return patterns;
  }

  /// Without needless dots and slashes, and relative.
  private static String clean(String pattern) {
    if (pattern.isEmpty()) {
      return pattern;
    }
    String path = Path.of(pattern).normalize().toString();
    String relative = path.length() > 1 && path.startsWith("/") ? path.substring(1) : path;
    return relative.isEmpty() ? "." : relative;
  }
}
