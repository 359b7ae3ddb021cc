package havre.runtime.holder;

/// Numbers of the kernel's interface that programs carry.
final class KernelFlags {
  static final int CLONE_NEWNS = 0x00020000;
  static final int CLONE_NEWCGROUP = 0x02000000;
  static final int CLONE_NEWUTS = 0x04000000;
  static final int CLONE_NEWIPC = 0x08000000;
  static final int CLONE_NEWPID = 0x20000000;
  static final int CLONE_NEWNET = 0x40000000;

  static final int MS_REC = 0x4000;
  static final int MS_PRIVATE = 1 << 18;
  static final int MS_SLAVE = 1 << 19;
  static final int MS_SHARED = 1 << 20;

  static final int RDONLY = 0x1;
  static final int NOSUID = 0x2;
  static final int NODEV = 0x4;
  static final int NOEXEC = 0x8;
  static final int NOATIME = 0x10;
  static final int STRICTATIME = 0x20;
  static final int NODIRATIME = 0x80;

  static final int S_IFCHR = 0020000;
  static final int S_IFBLK = 0060000;

  /// `SECCOMP_FILTER_FLAG_SPEC_ALLOW`, which Docker's runtime sets as well.

  private KernelFlags() {}
}
