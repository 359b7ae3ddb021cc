package havre.common;

import java.util.regex.Pattern;

/// A container's id: 64 lower-case hexadecimal digits.
public record ContainerId(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
  private static final int SHORT_LENGTH = 12;

  public ContainerId {
    if (!FORM.matcher(value).matches()) {
      throw HavreException.invalid("invalid container id: " + value);
    }
  }

  public static ContainerId random() {
    return new ContainerId(RandomIds.next());
  }

  /// The first twelve digits, as tables show it.
  public String shortForm() {
    return value.substring(0, SHORT_LENGTH);
  }

  @Override
  public String toString() {
    return value;
  }
}
