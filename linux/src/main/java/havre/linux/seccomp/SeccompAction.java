package havre.linux.seccomp;

/// What the kernel does with a call, as the value a filter returns.
public record SeccompAction(int value) {
  public static final SeccompAction KILL_THREAD = new SeccompAction(0);
  public static final SeccompAction KILL_PROCESS = new SeccompAction(0x80000000);
  public static final SeccompAction TRAP = new SeccompAction(0x00030000);
  public static final SeccompAction LOG = new SeccompAction(0x7ffc0000);
  public static final SeccompAction ALLOW = new SeccompAction(0x7fff0000);

  private static final int ERRNO = 0x00050000;
  private static final int TRACE = 0x7ff00000;
  private static final int DATA_MASK = 0xffff;

  /// Makes the call fail with an error number.
  public static SeccompAction errno(int number) {
    return new SeccompAction(ERRNO | (number & DATA_MASK));
  }

  /// Hands the call, with a number, to the process's tracer.
  public static SeccompAction trace(int data) {
    return new SeccompAction(TRACE | (data & DATA_MASK));
  }

  /// Whether calls that get this action go on to the kernel, or to somebody who decides about them.
  boolean letsPass() {
    return equals(ALLOW) || equals(LOG) || (value & ~DATA_MASK) == TRACE;
  }
}
