package havre.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version of the Engine API, such as 1.43.
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
  public static final ApiVersion MINIMUM = new ApiVersion(1, 24);
  public static final ApiVersion CURRENT = new ApiVersion(1, 51);

  private static final Pattern FORM = Pattern.compile("(\\d{1,6})(?:\\.(\\d{1,6}))?");

  /// Reads `MAJOR.MINOR`, or `MAJOR` for minor version 0.
  public static Optional<ApiVersion> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int minor = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
    return Optional.of(new ApiVersion(Integer.parseInt(matcher.group(1)), minor));
  }

  /// Whether this is version 1.`minor` or later.
  public boolean atLeast(int minor) {
    return compareTo(new ApiVersion(1, minor)) >= 0;
  }

  @Override
  public int compareTo(ApiVersion other) {
    return major == other.major
        ? Integer.compare(minor, other.minor)
        : Integer.compare(major, other.major);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
