package havre.linux.cgroup;

import havre.linux.Errno;
import havre.linux.LinuxException;
import java.time.Duration;

/// What a cgroup of version 2 can do without any controller, hence also on a hybrid machine.
record UnifiedControl(CgroupDirectory directory) {
  private static final String EVENTS = "cgroup.events";
  private static final String FREEZE = "cgroup.freeze";
  private static final String KILL = "cgroup.kill";

  /// Kills all at once, forked or frozen.
  ///
  /// @return false when the kernel is too old (before 5.14)
  boolean kill() {
    try {
      directory.write(KILL, "1");
      return true;
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT)) {
        return !directory.exists();
      }
      if (e.is(Errno.ENODEV)) {
        return true; // removed between the opening of the file and the write
      }
      throw e;
    }
  }

  void freeze(Duration limit) {
    directory.write(FREEZE, "1");
    if (!directory.await(EVENTS, events -> FlatKeyed.parse(events).get("frozen") == 1, limit)) {
      thaw();
      throw new LinuxException("freeze", Errno.ETIMEDOUT, directory.name());
    }
  }

  void thaw() {
    directory.write(FREEZE, "0");
  }

  boolean isFrozen() {
    return directory.read(FREEZE).orElse("0").equals("1");
  }

  boolean canFreeze() {
    return directory.hasFile(FREEZE);
  }

  /// Waits until no process is in it or below it.
  boolean awaitEmpty(Duration limit) {
    return directory.await(EVENTS, events -> FlatKeyed.parse(events).get("populated") == 0, limit);
  }
}
