package havre.linux.cgroup;

/// Which hierarchies a machine has.
public enum CgroupVersion {
  /// One for each controller.
  V1,
  /// One for each controller, and one of version 2 that does little.
  HYBRID,
  /// One for all.
  V2
}
