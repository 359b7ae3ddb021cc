package havre.runtime.holder;

import havre.runtime.Device;
import havre.runtime.Launch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The steps that fill a container's /dev.
final class DeviceSteps {
  private static final int MODE = 0666;
  private static final List<Device> STANDARD =
      List.of(
          character("/dev/null", 1, 3),
          character("/dev/zero", 1, 5),
          character("/dev/full", 1, 7),
          character("/dev/random", 1, 8),
          character("/dev/urandom", 1, 9),
          character("/dev/tty", 5, 0));
  private static final Map<String, String> LINKS =
      new TreeMap<>(
          Map.of(
              "/dev/fd", "/proc/self/fd",
              "/dev/stdin", "/proc/self/fd/0",
              "/dev/stdout", "/proc/self/fd/1",
              "/dev/stderr", "/proc/self/fd/2",
              "/dev/ptmx", "pts/ptmx"));

  private final Launch launch;
  private final Program program;

  DeviceSteps(Launch launch, Program program) {
    this.launch = launch;
    this.program = program;
  }

  void makeAll() {
    STANDARD.forEach(this::make);
    launch.devices().stream().filter(DeviceSteps::isFurther).forEach(this::make);
    LINKS.forEach((path, target) -> program.symlink(target, path));
  }

  /// A privileged container names all of the host's devices, the standard ones among them.
  private static boolean isFurther(Device device) {
    return !LINKS.containsKey(device.path())
        && !device.path().equals("/dev/console")
        && STANDARD.stream().noneMatch(standard -> standard.path().equals(device.path()));
  }

  private void make(Device device) {
    int type = device.kind() == Device.Kind.BLOCK ? KernelFlags.S_IFBLK : KernelFlags.S_IFCHR;
    program.device(
        device.path(),
        type | device.mode(),
        device.major(),
        device.minor(),
        device.uid(),
        device.gid());
  }

  private static Device character(String path, int major, int minor) {
    return new Device(path, Device.Kind.CHARACTER, major, minor, MODE, 0, 0);
  }
}
