package havre.client;

/// The engine refused or failed; the message is the engine's own.
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  public EngineException(int status, String message) {
    super(message);
    this.status = status;
  }

  public int status() {
    return status;
  }

  public boolean notFound() {
    return status == 404;
  }
}
