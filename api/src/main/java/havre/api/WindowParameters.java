package havre.api;

import havre.common.ErrorKind;
import havre.common.HavreException;

/// The size of a terminal, as the query's `h` and `w` name it.
public record WindowParameters(int rows, int columns) {
  private static final long LARGEST = 0xffff_ffffL;

  /// The largest size that a kernel's terminal can have.
  private static final long LARGEST_KEPT = 0xffff;

  /// Reads them, with Docker's texts where one is no size.
  public static WindowParameters of(Call call) {
    return new WindowParameters(size(call, "h", "height"), size(call, "w", "width"));
  }

  private static int size(Call call, String parameter, String what) {
    String text = call.query().string(parameter);
    if (!text.matches("-?[0-9]+")) {
      throw invalid(what, text, "invalid syntax", null);
    }
    try {
      long size = Long.parseLong(text);
      if (size >= 0 && size <= LARGEST) {
        return (int) Math.min(size, LARGEST_KEPT);
      }
    } catch (NumberFormatException e) {
      throw invalid(what, text, "value out of range", e);
    }
    throw invalid(what, text, "value out of range", null);
  }

  private static HavreException invalid(
      String what, String text, String reason, @org.jspecify.annotations.Nullable Throwable cause) {
    return new HavreException(
        ErrorKind.INVALID, "invalid resize %s \"%s\": %s".formatted(what, text, reason), cause);
  }
}
