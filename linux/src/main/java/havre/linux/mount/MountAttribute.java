package havre.linux.mount;

import java.util.Collection;

/// What holds for a single mount (`MOUNT_ATTR_*`).
public enum MountAttribute {
  READ_ONLY(0x1),
  NO_SUID(0x2),
  NO_DEVICES(0x4),
  NO_EXEC(0x8),
  NO_ACCESS_TIME(0x10),
  NO_DIRECTORY_ACCESS_TIME(0x80),
  NO_SYMLINK_FOLLOWING(0x200000);

  private final long bit;

  MountAttribute(long bit) {
    this.bit = bit;
  }

  public long bit() {
    return bit;
  }

  static long bits(Collection<MountAttribute> attributes) {
    return attributes.stream().mapToLong(MountAttribute::bit).reduce(0, (a, b) -> a | b);
  }
}
