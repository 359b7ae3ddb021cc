package havre.runtime.security;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.linux.seccomp.SeccompArch;

/// What profiles ask about the machine.
public record Machine(SeccompArch arch, KernelVersion kernel) {

  /// The machine that this runs on.
  public static Machine local() {
    String arch = System.getProperty("os.arch");
    return new Machine(
        switch (arch) {
          case "amd64" -> SeccompArch.X86_64;
          case "aarch64" -> SeccompArch.AARCH64;
          default ->
              throw new HavreException(
                  ErrorKind.NOT_SUPPORTED, "seccomp is not supported on " + arch);
        },
        KernelVersion.parse(System.getProperty("os.version")));
  }

  /// The architecture as Go names it.
  String goArch() {
    return arch == SeccompArch.AARCH64 ? "arm64" : "amd64";
  }
}
