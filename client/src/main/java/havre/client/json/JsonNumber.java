package havre.client.json;

/// A number, kept as the text it came as, so that no digit is lost.
public record JsonNumber(String text) implements JsonValue {

  public static JsonNumber of(long value) {
    return new JsonNumber(Long.toString(value));
  }

  public boolean isInteger() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' || c == 'e' || c == 'E') {
        return false;
      }
    }
    return true;
  }

  /// The number as a long; what has a fraction is cut, what is too large is bounded.
  public long longValue() {
    if (isInteger()) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        return text.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
    }
    return (long) doubleValue();
  }

  public double doubleValue() {
    return Double.parseDouble(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
