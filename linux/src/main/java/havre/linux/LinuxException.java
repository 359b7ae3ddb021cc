package havre.linux;

/// A system call that failed: the call, the error and what it was about.
///
/// It stays inside the modules that talk to the kernel; at their border it becomes an error a user
/// understands.
public final class LinuxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final Errno errno;
  private final String object;

  public LinuxException(String call, Errno errno, String object) {
    super(call + (object.isEmpty() ? "" : " " + object) + ": " + errno.text() + " (" + errno + ")");
    this.call = call;
    this.errno = errno;
    this.object = object;
  }

  public String call() {
    return call;
  }

  public Errno errno() {
    return errno;
  }

  public String object() {
    return object;
  }

  public boolean is(Errno other) {
    return errno == other;
  }
}
