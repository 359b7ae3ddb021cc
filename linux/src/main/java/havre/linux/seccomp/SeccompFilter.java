package havre.linux.seccomp;

/// A compiled filter: an array of `struct sock_filter`, 8 bytes each, as `seccomp(2)` takes it.
/// Immutable.
public final class SeccompFilter {
  static final int INSTRUCTION_SIZE = 8;

  private final byte[] program;
  private final int flags;

  SeccompFilter(byte[] program, int flags) {
    this.program = program;
    this.flags = flags;
  }

  /// A copy of the program, in the machine's byte order.
  public byte[] program() {
    return program.clone();
  }

  public int instructions() {
    return program.length / INSTRUCTION_SIZE;
  }

  /// The `SECCOMP_FILTER_FLAG_*` with which it is to be installed.
  public int flags() {
    return flags;
  }
}
