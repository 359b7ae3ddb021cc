package havre.linux.cgroup;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Where a hierarchy of control groups is mounted.
///
/// @param directory the mount point
/// @param controllers of version 1: those it has, a named hierarchy as `name=…`; of version 2:
///   empty, as cgroups themselves say what they have
/// @param unified whether it is of version 2
record CgroupMount(String directory, Set<String> controllers, boolean unified) {
  private static final int MOUNT_POINT = 4;
  private static final Set<String> NO_CONTROLLERS =
      Set.of(
          "rw",
          "ro",
          "relatime",
          "noatime",
          "nosuid",
          "nodev",
          "noexec",
          "xattr",
          "clone_children",
          "noprefix",
          "seclabel");

  CgroupMount {
    controllers = Set.copyOf(controllers);
  }

  /// Finds the hierarchies in `/proc/self/mountinfo`; one mounted twice counts once, as first seen.
  static List<CgroupMount> parse(String mountinfo) {
    var mounts = new ArrayList<CgroupMount>();
    var seen = new LinkedHashSet<Set<String>>();
    for (String line : mountinfo.lines().toList()) {
      int separator = line.indexOf(" - ");
      if (separator < 0) {
        continue;
      }
      String[] mount = line.substring(0, separator).split(" ", -1);
      String[] fileSystem = line.substring(separator + 3).split(" ", -1);
      if (mount.length <= MOUNT_POINT || fileSystem.length < 3) {
        continue;
      }
      String directory = unescape(mount[MOUNT_POINT]);
      if (fileSystem[0].equals("cgroup2") && seen.add(Set.of())) {
        mounts.add(new CgroupMount(directory, Set.of(), true));
      } else if (fileSystem[0].equals("cgroup")) {
        Set<String> controllers = controllers(fileSystem[2]);
        if (seen.add(controllers)) {
          mounts.add(new CgroupMount(directory, controllers, false));
        }
      }
    }
    return mounts;
  }

  private static Set<String> controllers(String options) {
    var controllers = new LinkedHashSet<String>();
    for (String option : options.split(",", -1)) {
      if (!NO_CONTROLLERS.contains(option) && !option.startsWith("release_agent=")) {
        controllers.add(option);
      }
    }
    return controllers;
  }

  /// Blanks, tabs, line feeds and backslashes stand as octal numbers.
  private static String unescape(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
