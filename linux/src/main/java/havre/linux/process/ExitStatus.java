package havre.linux.process;

/// How a process ended.
///
/// @param code the exit code, 0 when a signal ended it
/// @param signal the signal that ended it, or 0
/// @param coreDumped whether it left a core dump
public record ExitStatus(int code, int signal, boolean coreDumped) {
  private static final int CLD_EXITED = 1;
  private static final int CLD_DUMPED = 3;
  private static final int SIGNAL_BASE = 128;

  public static ExitStatus exited(int code) {
    return new ExitStatus(code, 0, false);
  }

  public static ExitStatus signalled(int signal) {
    return new ExitStatus(0, signal, false);
  }

  /// From the status word of wait(2).
  public static ExitStatus ofWaitStatus(int status) {
    int signal = status & 0x7F;
    return signal == 0
        ? exited((status >> 8) & 0xFF)
        : new ExitStatus(0, signal, (status & 0x80) != 0);
  }

  /// From `si_code` and `si_status` of waitid(2).
  static ExitStatus ofSignalInfo(int code, int status) {
    return code == CLD_EXITED ? exited(status) : new ExitStatus(0, status, code == CLD_DUMPED);
  }

  public boolean isSignalled() {
    return signal != 0;
  }

  /// As a shell has it: the exit code, or 128 and the signal.
  public int shellCode() {
    return isSignalled() ? SIGNAL_BASE + signal : code;
  }
}
