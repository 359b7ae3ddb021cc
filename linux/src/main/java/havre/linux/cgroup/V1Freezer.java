package havre.linux.cgroup;

import havre.linux.Errno;
import havre.linux.LinuxException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// The freezer of version 1, which has to be asked again while processes are being forked.
record V1Freezer(CgroupDirectory directory) {
  private static final String STATE = "freezer.state";
  private static final long PAUSE_NANOS = 500_000;

  void freeze(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    do {
      directory.write(STATE, "FROZEN");
      if (isFrozen()) {
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    } while (System.nanoTime() < deadline);
    thaw();
    throw new LinuxException("freeze", Errno.ETIMEDOUT, directory.name());
  }

  void thaw() {
    directory.write(STATE, "THAWED");
  }

  boolean isFrozen() {
    return directory.read(STATE).orElse("").equals("FROZEN");
  }
}
