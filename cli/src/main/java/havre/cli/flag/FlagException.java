package havre.cli.flag;

/// Options that cannot be understood; help is shown with it.
public final class FlagException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FlagException(String message) {
    super(message);
  }
}
