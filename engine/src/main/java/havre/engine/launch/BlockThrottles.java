package havre.engine.launch;

import havre.common.HavreException;
import havre.engine.container.Resources.BlockLimits;
import havre.engine.container.Resources.DeviceLimit;
import havre.linux.Errno;
import havre.linux.LinuxException;
import havre.linux.cgroup.DeviceThrottle;
import havre.linux.cgroup.DeviceThrottle.Kind;
import havre.linux.fs.FileStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Looks up the block devices that a container's limits name.
final class BlockThrottles {
  private BlockThrottles() {}

  static List<DeviceThrottle> of(BlockLimits limits) {
    var throttles = new ArrayList<DeviceThrottle>();
    limits.weights().forEach(limit -> throttles.add(throttle(Kind.WEIGHT, limit)));
    limits.readBytes().forEach(limit -> throttles.add(throttle(Kind.READ_BYTES, limit)));
    limits.writeBytes().forEach(limit -> throttles.add(throttle(Kind.WRITE_BYTES, limit)));
    limits.reads().forEach(limit -> throttles.add(throttle(Kind.READS, limit)));
    limits.writes().forEach(limit -> throttles.add(throttle(Kind.WRITES, limit)));
    return throttles;
  }

  private static DeviceThrottle throttle(Kind kind, DeviceLimit limit) {
    try {
      FileStatus status = FileStatus.ofPath(limit.path());
      return new DeviceThrottle(kind, status.specialMajor(), status.specialMinor(), limit.value());
    } catch (LinuxException e) {
      Errno errno = e.errno();
      throw HavreException.internal(
          "stat %s: %s".formatted(limit.path(), errno.text().toLowerCase(Locale.ROOT)), e);
    }
  }
}
