package havre.linux.cgroup;

/// How much a cgroup may read from or write to one block device.
///
/// @param value the weight, or how much each second; 0 takes a limit away
public record DeviceThrottle(Kind kind, int major, int minor, long value) {

  /// What is limited, with the names of it in the files of both versions.
  public enum Kind {
    WEIGHT("blkio.weight_device", "io.weight", ""),
    READ_BYTES("blkio.throttle.read_bps_device", "io.max", "rbps="),
    WRITE_BYTES("blkio.throttle.write_bps_device", "io.max", "wbps="),
    READS("blkio.throttle.read_iops_device", "io.max", "riops="),
    WRITES("blkio.throttle.write_iops_device", "io.max", "wiops=");

    private final String file1;
    private final String file2;
    private final String key2;

    Kind(String file1, String file2, String key2) {
      this.file1 = file1;
      this.file2 = file2;
      this.key2 = key2;
    }
  }

  String file(CgroupVersion version) {
    return version == CgroupVersion.V2 ? kind.file2 : kind.file1;
  }

  String text(CgroupVersion version) {
    String device = major + ":" + minor + " ";
    if (version != CgroupVersion.V2) {
      return device + value;
    }
    if (kind == Kind.WEIGHT) {
      return device + V2Limits.weightOfBlkio((int) value);
    }
    return device + kind.key2 + (value == 0 ? "max" : value);
  }
}
