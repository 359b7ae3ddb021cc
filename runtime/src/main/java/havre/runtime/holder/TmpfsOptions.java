package havre.runtime.holder;

import havre.common.HavreException;
import havre.runtime.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A tmpfs's options, apart as the kernel takes them: attributes of the mount, its propagation, and
/// parameters of the file system.
///
/// @param attributes bits of `MOUNT_ATTR_*`
/// @param propagation the holder's flag for it, 0 for a private mount
record TmpfsOptions(int attributes, int propagation, List<String> parameters) {
  /// A new file system has no masters, so that a slave is private.
  private static final Map<String, Integer> PROPAGATIONS =
      Map.of(
          "private",
          0,
          "rprivate",
          0,
          "slave",
          0,
          "rslave",
          0,
          "shared",
          Program.MOUNT_SHARED,
          "rshared",
          Program.MOUNT_SHARED,
          "unbindable",
          Program.MOUNT_UNBINDABLE,
          "runbindable",
          Program.MOUNT_UNBINDABLE);

  private static final Map<String, Integer> SETTING =
      Map.of(
          "ro", KernelFlags.RDONLY,
          "nosuid", KernelFlags.NOSUID,
          "nodev", KernelFlags.NODEV,
          "noexec", KernelFlags.NOEXEC,
          "noatime", KernelFlags.NOATIME,
          "strictatime", KernelFlags.STRICTATIME,
          "nodiratime", KernelFlags.NODIRATIME);
  private static final Map<String, Integer> CLEARING =
      Map.of(
          "rw", KernelFlags.RDONLY,
          "suid", KernelFlags.NOSUID,
          "dev", KernelFlags.NODEV,
          "exec", KernelFlags.NOEXEC,
          "atime", KernelFlags.NOATIME,
          "diratime", KernelFlags.NODIRATIME,
          "relatime", KernelFlags.NOATIME | KernelFlags.STRICTATIME);
  private static final List<String> PARAMETERS =
      List.of("size", "mode", "uid", "gid", "nr_inodes", "nr_blocks", "mpol", "huge");

  /// @param mode the permissions of its root
  static TmpfsOptions of(Mount.Tmpfs tmpfs, int mode) {
    int propagation = 0;
    int attributes = KernelFlags.NOSUID | KernelFlags.NODEV | KernelFlags.NOEXEC;
    var parameters = new ArrayList<String>();
    parameters.add("source=tmpfs");
    parameters.add("mode=" + Integer.toOctalString(mode));
    if (tmpfs.size() > 0) {
      parameters.add("size=" + tmpfs.size());
    }
    for (String option : tmpfs.options()) {
      if (SETTING.containsKey(option)) {
        attributes |= SETTING.get(option);
      } else if (CLEARING.containsKey(option)) {
        attributes &= ~CLEARING.get(option);
      } else if (PROPAGATIONS.containsKey(option)) {
        propagation = PROPAGATIONS.get(option);
      } else {
        parameters.add(parameter(option));
      }
    }
    return new TmpfsOptions(attributes, propagation, parameters);
  }

  private static String parameter(String option) {
    int equals = option.indexOf('=');
    if (equals < 0 || !PARAMETERS.contains(option.substring(0, equals))) {
      throw HavreException.invalid("invalid tmpfs option \"" + option + "\"");
    }
    return option;
  }
}
