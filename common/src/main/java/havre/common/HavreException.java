package havre.common;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An error with a kind. The message is what a user sees, in Docker's wording where clients match
/// on it.
public class HavreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorKind kind;

  public HavreException(ErrorKind kind, String message) {
    this(kind, message, null);
  }

  public HavreException(ErrorKind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// Never null, unlike that of other exceptions.
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  public ErrorKind kind() {
    return kind;
  }

  public static HavreException invalid(String message) {
    return new HavreException(ErrorKind.INVALID, message);
  }

  public static HavreException notFound(String message) {
    return new HavreException(ErrorKind.NOT_FOUND, message);
  }

  public static HavreException conflict(String message) {
    return new HavreException(ErrorKind.CONFLICT, message);
  }

  public static HavreException internal(String message, @Nullable Throwable cause) {
    return new HavreException(ErrorKind.INTERNAL, message, cause);
  }
}
