package havre.runtime.security;

import havre.common.HavreException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The first two numbers of a kernel's version.
public record KernelVersion(int major, int minor) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?!\\d).*");

  /// Reads `6.12` or `6.12.3-something`.
  public static KernelVersion parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw HavreException.invalid(
          "invalid kernel version: \"" + text + "\": expected <major>.<minor>");
    }
    return new KernelVersion(
        Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  public boolean isAtLeast(KernelVersion other) {
    return major > other.major || (major == other.major && minor >= other.minor);
  }
}
