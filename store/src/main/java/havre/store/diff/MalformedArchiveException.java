package havre.store.diff;

/// An archive that is damaged, hostile or beyond the limits. It becomes an INVALID error at the
/// module's border.
public final class MalformedArchiveException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedArchiveException(String message) {
    super(message);
  }
}
