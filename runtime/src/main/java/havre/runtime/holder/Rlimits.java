package havre.runtime.holder;

import havre.common.HavreException;
import java.util.List;
import java.util.Locale;

/// The kernel's numbers of resource limits.
final class Rlimits {
  private static final List<String> NAMES =
      List.of(
          "cpu",
          "fsize",
          "data",
          "stack",
          "core",
          "rss",
          "nproc",
          "nofile",
          "memlock",
          "as",
          "locks",
          "sigpending",
          "msgqueue",
          "nice",
          "rtprio",
          "rttime");

  private Rlimits() {}

  static int number(String name) {
    int number = NAMES.indexOf(name.toLowerCase(Locale.ROOT));
    if (number < 0) {
      throw HavreException.invalid("invalid ulimit type: " + name);
    }
    return number;
  }
}
