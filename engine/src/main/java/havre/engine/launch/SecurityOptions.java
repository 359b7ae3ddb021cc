package havre.engine.launch;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.container.HostOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The `--security-opt`s of a container.
///
/// @param seccomp empty for the default profile, `unconfined`, `builtin` for Docker's, or a
///   profile's JSON
/// @param appArmor the profile's name, or empty for none
/// @param writableCgroups whether the container may change its own cgroup
public record SecurityOptions(
    boolean noNewPrivileges, String seccomp, String appArmor, boolean writableCgroups) {
  private static final Path APPARMOR = Path.of("/sys/module/apparmor/parameters/enabled");
  public static final String UNCONFINED = "unconfined";
  static final String BUILTIN = "builtin";

  /// Reads them, with Docker's texts.
  public static SecurityOptions parse(HostOptions.Privileges privileges) {
    boolean noNewPrivileges = false;
    boolean writableCgroups = false;
    String appArmor = "";
    String seccomp = privileges.privileged() ? UNCONFINED : "";
    List<String> options = privileges.securityOpt();
    for (String option : options == null ? List.<String>of() : options) {
      if (option.equals("no-new-privileges")) {
        noNewPrivileges = true;
        continue;
      }
      if (option.equals("writable-cgroups")) {
        writableCgroups = true;
        continue;
      }
      if (option.equals("disable")) {
        continue;
      }
      List<String> pair = split(option);
      switch (pair.getFirst()) {
        case "seccomp" -> seccomp = pair.getLast();
        case "no-new-privileges" -> noNewPrivileges = flag(option, pair.getLast());
        case "writable-cgroups" -> writableCgroups = word(option, pair.getLast());
        case "apparmor" -> {
          appArmor = pair.getLast();
          requireUnconfined(appArmor);
        }
        case "label" -> {
          // This engine sets no SELinux labels; where the kernel has none, Docker ignores them too.
        }
        default -> throw malformed(2, option);
      }
    }
    return new SecurityOptions(noNewPrivileges, seccomp, appArmor, writableCgroups);
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

  /// Unlike [#flag], only the words themselves.
  private static boolean word(String option, String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw malformed(2, option);
    };
  }

  private static boolean flag(String option, String text) {
    return switch (text) {
      case "true", "1", "t", "T", "TRUE", "True" -> true;
      case "false", "0", "f", "F", "FALSE", "False" -> false;
      default -> throw malformed(2, option);
    };
  }

  /// Without AppArmor in the kernel a profile says nothing, as in Docker; with it, a container must
  /// not run looser than it was told.
  private static void requireUnconfined(String profile) {
    if (!profile.isEmpty() && !profile.equals(UNCONFINED) && Files.exists(APPARMOR)) {
      throw new HavreException(
          ErrorKind.NOT_SUPPORTED, "AppArmor profiles are not supported: apparmor=" + profile);
    }
  }

  private static HavreException malformed(int kind, String option) {
    return new HavreException(
        ErrorKind.INTERNAL, "invalid --security-opt %d: \"%s\"".formatted(kind, option));
  }
}
