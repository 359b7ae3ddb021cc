package havre.linux.cgroup;

import havre.linux.Errno;
import havre.linux.LinuxException;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.Io;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The control groups of this machine.
public final class Cgroups {
  private static final int MOUNTINFO_LIMIT = 64 << 20;

  private final List<CgroupMount> hierarchies;
  private final Optional<CgroupMount> unified;
  private final CgroupFiles files;

  Cgroups(List<CgroupMount> mounts, CgroupFiles files) {
    this.hierarchies = mounts.stream().filter(mount -> !mount.unified()).toList();
    this.unified = mounts.stream().filter(CgroupMount::unified).findFirst();
    this.files = files;
    if (mounts.isEmpty()) {
      throw new LinuxException("find cgroups", Errno.ENOENT, "in /proc/self/mountinfo");
    }
  }

  /// Finds what is mounted.
  ///
  /// @throws LinuxException ENOENT when no hierarchy is
  public static Cgroups detect() {
    try (var file = Open.path("/proc/self/mountinfo", OpenHow.READ)) {
      String text = new String(Io.readFully(file, MOUNTINFO_LIMIT), StandardCharsets.UTF_8);
      return new Cgroups(CgroupMount.parse(text), new KernelCgroupFiles());
    }
  }

  public CgroupVersion version() {
    if (hierarchies.isEmpty()) {
      return CgroupVersion.V2;
    }
    return unified.isPresent() ? CgroupVersion.HYBRID : CgroupVersion.V1;
  }

  /// The cgroup of a path; it may not exist yet.
  ///
  /// @param path starts with a slash, such as `/havre/0123`
  public Cgroup at(String path) {
    checkPath(path);
    return version() == CgroupVersion.V2
        ? new V2Cgroup(path, new CgroupDirectory(files, unified.orElseThrow(), path))
        : new V1Cgroup(path, directories(path), unifiedDirectory(path));
  }

  /// Makes a cgroup, and those above it where they are missing, and sets its limits. What fails
  /// half way is removed again.
  public Cgroup create(String path, CgroupLimits limits) {
    Cgroup cgroup = at(path);
    switch (cgroup) {
      case V1Cgroup v1 -> v1.create(limits);
      case V2Cgroup v2 -> v2.create(limits);
    }
    return cgroup;
  }

  /// Which limits the kernel can keep.
  public CgroupFeatures features() {
    return version() == CgroupVersion.V2
        ? V2Limits.features(new CgroupDirectory(files, unified.orElseThrow(), ""))
        : V1Limits.features(directories(""));
  }

  private List<CgroupDirectory> directories(String path) {
    return hierarchies.stream().map(mount -> new CgroupDirectory(files, mount, path)).toList();
  }

  private Optional<CgroupDirectory> unifiedDirectory(String path) {
    return unified.map(mount -> new CgroupDirectory(files, mount, path));
  }

  private static void checkPath(String path) {
    boolean plain = path.startsWith("/") && !path.endsWith("/") && !path.contains("//");
    if (!plain || List.of(path.split("/")).contains("..")) {
      throw new LinuxException("open cgroup", Errno.EINVAL, path);
    }
  }
}
