package havre.linux.seccomp;

/// A system call convention that a filter can tell apart. x32 shares the audit number of x86_64 and
/// is told by a bit of the call's number.
public enum SeccompArch {
  X86_64("SCMP_ARCH_X86_64", 0xC000003E, true),
  X86("SCMP_ARCH_X86", 0x40000003, false),
  X32("SCMP_ARCH_X32", 0xC000003E, false),
  AARCH64("SCMP_ARCH_AARCH64", 0xC00000B7, true);

  private final String text;
  private final int auditNumber;
  private final boolean wideArguments;

  SeccompArch(String text, int auditNumber, boolean wideArguments) {
    this.text = text;
    this.auditNumber = auditNumber;
    this.wideArguments = wideArguments;
  }

  /// The name in profiles.
  public String text() {
    return text;
  }

  /// What `seccomp_data.arch` holds.
  int auditNumber() {
    return auditNumber;
  }

  /// Whether the upper halves of arguments are compared.
  boolean wideArguments() {
    return wideArguments;
  }
}
