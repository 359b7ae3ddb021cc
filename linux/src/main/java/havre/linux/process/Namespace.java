package havre.linux.process;

import java.util.Collection;

/// The kinds of namespaces, with the `CLONE_NEW*` bit and the entry in `/proc/PID/ns` of each.
public enum Namespace {
  MOUNT(0x00020000, "mnt"),
  CGROUP(0x02000000, "cgroup"),
  UTS(0x04000000, "uts"),
  IPC(0x08000000, "ipc"),
  USER(0x10000000, "user"),
  PID(0x20000000, "pid"),
  NETWORK(0x40000000, "net");

  private final int flag;
  private final String entry;

  Namespace(int flag, String entry) {
    this.flag = flag;
    this.entry = entry;
  }

  public int flag() {
    return flag;
  }

  /// The name of the file in `/proc/PID/ns`.
  public String entry() {
    return entry;
  }

  static int flags(Collection<Namespace> kinds) {
    return kinds.stream().mapToInt(Namespace::flag).reduce(0, (a, b) -> a | b);
  }
}
