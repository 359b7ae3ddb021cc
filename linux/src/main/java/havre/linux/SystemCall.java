package havre.linux;

/// A system call that libc has no wrapper for, or whose wrapper is too young. Their numbers are the
/// same on all architectures from 424 (pidfd_send_signal) on; older calls are made as [LibCall].
///
/// @param name the call's name, for errors
/// @param number its number
public record SystemCall(String name, long number) {
  private static final LibCall SYSCALL = LibCall.returningLong("syscall");

  /// The result, or the negated errno.
  public long attempt(Scratch scratch, long a, long b, long c, long d, long e) {
    return SYSCALL.attempt(scratch, number, a, b, c, d, e);
  }

  /// The result of a call with up to five arguments.
  ///
  /// @throws LinuxException when the call fails
  public long invoke(Scratch scratch, Object object, long a, long b, long c, long d, long e) {
    return check(attempt(scratch, a, b, c, d, e), object);
  }

  public long invoke(Scratch scratch, Object object, long a, long b, long c, long d) {
    return check(attempt(scratch, a, b, c, d, 0), object);
  }

  public long invoke(Scratch scratch, Object object, long a, long b, long c) {
    return check(attempt(scratch, a, b, c, 0, 0), object);
  }

  public long invoke(Scratch scratch, Object object, long a, long b) {
    return check(attempt(scratch, a, b, 0, 0, 0), object);
  }

  /// Turns a negated errno into an exception.
  public long check(long result, Object object) {
    if (result < 0) {
      throw new LinuxException(name, Errno.of((int) -result), object.toString());
    }
    return result;
  }
}
