package havre.daemon.config;

/// Options that make no sense together or on their own; the message is what the operator sees.
public final class OptionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OptionException(String message) {
    super(message);
  }
}
