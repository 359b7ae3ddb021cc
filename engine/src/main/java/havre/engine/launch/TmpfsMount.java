package havre.engine.launch;

import havre.common.HavreException;
import havre.engine.config.BindSpec;
import havre.engine.container.ContainerView.MountPoint;
import havre.engine.container.MountRequest;
import havre.runtime.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A file system in memory, as `--tmpfs` or `--mount` want it.
final class TmpfsMount {
  private static final List<String> DEFAULTS = List.of("noexec", "nosuid", "nodev");

  private static final int FOR_ALL = 01777;

  /// What an init expects to be empty at each start.
  static final List<Mount> OF_SYSTEMS =
      List.of(
          new Mount.Tmpfs("/run", 0, 0755, List.of("nosuid", "nodev", "exec")),
          new Mount.Tmpfs("/run/lock", 0, FOR_ALL, List.of("nosuid", "nodev", "noexec")),
          new Mount.Tmpfs("/tmp", 0, FOR_ALL, List.of("nosuid", "nodev", "exec")));

  private TmpfsMount() {}

  /// Of an entry of `--mount`.
  static Mount ofRequest(MountPoint point) {
    MountRequest request = point.request();
    MountRequest.TmpfsOptions asked = request == null ? null : request.tmpfs();
    var options = new ArrayList<>(DEFAULTS);
    if (!point.writable()) {
      options.add("ro");
    }
    if (asked == null) {
      return new Mount.Tmpfs(point.destination(), 0, Mount.Tmpfs.MODE_OF_TARGET, options);
    }
    asked.options().forEach(option -> replace(options, String.join("=", option)));
    return new Mount.Tmpfs(
        point.destination(),
        asked.sizeBytes(),
        asked.mode() == 0 ? Mount.Tmpfs.MODE_OF_TARGET : asked.mode(),
        options);
  }

  /// Of `--tmpfs`.
  static Mount ofFlag(String target, String text) {
    long size = 0;
    int mode = Mount.Tmpfs.MODE_OF_TARGET;
    var options = new ArrayList<>(DEFAULTS);
    for (String option : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      if (option.startsWith("size=")) {
        size = size(option.substring("size=".length()));
      } else if (option.startsWith("mode=")) {
        mode = mode(option.substring("mode=".length()));
      } else {
        replace(options, option);
      }
    }
    return new Mount.Tmpfs(BindSpec.clean(target), size, mode, options);
  }

  /// Adds an option in place of its opposite.
  private static void replace(List<String> options, String option) {
    String opposite = option.startsWith("no") ? option.substring(2) : "no" + option;
    options.remove(opposite);
    if (!options.contains(option)) {
      options.add(option);
    }
  }

  private static long size(String text) {
    try {
      String lower = text.toLowerCase(Locale.ROOT);
      int shift =
          switch (lower.isEmpty() ? ' ' : lower.charAt(lower.length() - 1)) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            default -> 0;
          };
      String digits = shift == 0 ? lower : lower.substring(0, lower.length() - 1);
      return Math.multiplyExact(Long.parseLong(digits), 1L << shift);
    } catch (NumberFormatException | ArithmeticException e) {
      throw HavreException.invalid("invalid tmpfs option: size=" + text);
    }
  }

  private static int mode(String text) {
    try {
      return Integer.parseInt(text, 8);
    } catch (NumberFormatException e) {
      throw HavreException.invalid("invalid tmpfs option: mode=" + text);
    }
  }
}
