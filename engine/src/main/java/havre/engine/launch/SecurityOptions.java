package havre.engine.launch;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.container.HostOptions;
import java.util.List;

/// The `--security-opt`s of a container.
///
/// @param seccomp empty for the default profile, `unconfined`, or a profile's JSON
public record SecurityOptions(boolean noNewPrivileges, String seccomp) {
  public static final String UNCONFINED = "unconfined";

  /// Reads them, with Docker's texts.
  public static SecurityOptions parse(HostOptions.Privileges privileges) {
    boolean noNewPrivileges = false;
    String seccomp = privileges.privileged() ? UNCONFINED : "";
    for (String option : privileges.securityOpt()) {
      if (option.equals("no-new-privileges")) {
        noNewPrivileges = true;
        continue;
      }
      if (option.equals("disable")) {
        continue;
      }
      List<String> pair = split(option);
      switch (pair.getFirst()) {
        case "seccomp" -> seccomp = pair.getLast().equals("builtin") ? "" : pair.getLast();
        case "no-new-privileges" -> noNewPrivileges = flag(option, pair.getLast());
        case "apparmor" -> requireUnconfined(option, pair.getLast());
        case "label" -> {
          // The kernel has no SELinux here: Docker accepts and ignores labels then.
        }
        default -> throw malformed(2, option);
      }
    }
    return new SecurityOptions(noNewPrivileges, seccomp);
  }

  private static List<String> split(String option) {
    int at = option.indexOf('=');
    if (at < 0) {
      at = option.indexOf(':');
    }
    if (at < 0) {
      throw malformed(1, option);
    }
    return List.of(option.substring(0, at), option.substring(at + 1));
  }

  private static boolean flag(String option, String text) {
    return switch (text) {
      case "true", "1", "t", "T", "TRUE", "True" -> true;
      case "false", "0", "f", "F", "FALSE", "False" -> false;
      default -> throw malformed(2, option);
    };
  }

  private static void requireUnconfined(String option, String profile) {
    if (!profile.equals(UNCONFINED)) {
      throw new HavreException(
          ErrorKind.NOT_SUPPORTED, "AppArmor is not supported by this release: " + option);
    }
  }

  private static HavreException malformed(int kind, String option) {
    return new HavreException(
        ErrorKind.INTERNAL, "invalid --security-opt %d: \"%s\"".formatted(kind, option));
  }
}
