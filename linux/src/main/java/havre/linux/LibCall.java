package havre.linux;

import java.lang.foreign.MemorySegment;

/// A function of libc that takes up to six integers or addresses and reports failure as -1 and
/// errno.
///
/// All of them go through one downcall shape, which the linker builds once: integers travel in
/// whole registers on Linux's 64-bit ABIs. Addresses are passed as numbers, so the caller keeps
/// their memory reachable (a [Scratch] held open, a buffer it owns).
///
/// @param name the function's name, for errors
/// @param function its address
/// @param wide whether the result is 64 bits; else only the lower 32 bits count
public record LibCall(String name, MemorySegment function, boolean wide) {

  /// A function that returns an `int`.
  public static LibCall returningInt(String name) {
    return new LibCall(name, LibC.function(name), false);
  }

  /// A function that returns a `long` or `ssize_t`.
  public static LibCall returningLong(String name) {
    return new LibCall(name, LibC.function(name), true);
  }

  /// The result, or the negated errno, as the kernel itself reports it. For calls whose failure is
  /// nothing unusual, such as EAGAIN.
  public long attempt(Scratch scratch, long a, long b, long c, long d, long e, long f) {
    long returned;
    try {
      returned = (long) LibC.SHAPE.invokeExact(function, scratch.capture(), a, b, c, d, e, f);
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
    long result = wide ? returned : (int) returned;
    return result < 0 ? -scratch.errno() : result;
  }

  public long attempt(Scratch scratch, long a, long b, long c, long d) {
    return attempt(scratch, a, b, c, d, 0, 0);
  }

  /// The result.
  ///
  /// @param object what the call was about; turned into text only when it fails
  /// @throws LinuxException when the call fails
  public long invoke(
      Scratch scratch, Object object, long a, long b, long c, long d, long e, long f) {
    return check(attempt(scratch, a, b, c, d, e, f), object);
  }

  public long invoke(Scratch scratch, Object object, long a) {
    return check(attempt(scratch, a, 0, 0, 0, 0, 0), object);
  }

  public long invoke(Scratch scratch, Object object, long a, long b) {
    return check(attempt(scratch, a, b, 0, 0, 0, 0), object);
  }

  public long invoke(Scratch scratch, Object object, long a, long b, long c) {
    return check(attempt(scratch, a, b, c, 0, 0, 0), object);
  }

  public long invoke(Scratch scratch, Object object, long a, long b, long c, long d) {
    return check(attempt(scratch, a, b, c, d, 0, 0), object);
  }

  public long invoke(Scratch scratch, Object object, long a, long b, long c, long d, long e) {
    return check(attempt(scratch, a, b, c, d, e, 0), object);
  }

  /// Turns a negated errno into an exception.
  public long check(long result, Object object) {
    if (result < 0) {
      throw new LinuxException(name, Errno.of((int) -result), object.toString());
    }
    return result;
  }
}
