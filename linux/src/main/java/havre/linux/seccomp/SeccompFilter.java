package havre.linux.seccomp;

/// A compiled filter: an array of `struct sock_filter`, 8 bytes each, as `seccomp(2)` takes it.
/// Immutable.
public final class SeccompFilter {
  private static final int INSTRUCTION_SIZE = 8;

  private final byte[] program;

  SeccompFilter(byte[] program) {
    this.program = program;
  }

  /// A copy of the program, in the machine's byte order.
  public byte[] program() {
    return program.clone();
  }

  public int instructions() {
    return program.length / INSTRUCTION_SIZE;
  }
}
