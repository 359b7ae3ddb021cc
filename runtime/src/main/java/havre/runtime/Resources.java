package havre.runtime;

import havre.linux.cgroup.CgroupLimits;

/// Where a container's cgroup is and what its processes may use.
///
/// @param cgroupParent the cgroup below which the container's is made, such as `/havre`
public record Resources(String cgroupParent, CgroupLimits limits) {

  /// No limit, and no device rule either.
  public static Resources unlimited(String cgroupParent) {
    return new Resources(cgroupParent, CgroupLimits.NONE);
  }
}
