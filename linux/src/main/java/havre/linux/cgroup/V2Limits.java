package havre.linux.cgroup;

import static java.lang.System.Logger.Level.WARNING;

import havre.linux.LinuxException;
import java.util.ArrayList;
import java.util.List;

/// Translates limits to the files of version 2 and writes them.
record V2Limits(CgroupDirectory directory) {
  private static final System.Logger LOG = System.getLogger(V2Limits.class.getName());
  private static final List<String> WANTED = List.of("cpu", "cpuset", "io", "memory", "pids");
  private static final String CONTROLLERS = "cgroup.controllers";
  private static final String SUBTREE = "cgroup.subtree_control";
  private static final long DEFAULT_PERIOD = 100_000;

  void apply(CgroupLimits limits) {
    applyMemory(limits);
    if (limits.cpuShares() != 0) {
      directory.write("cpu.weight", Long.toString(weightOfShares(limits.cpuShares())));
    }
    if (limits.cpuQuota() != 0 || limits.cpuPeriod() != 0) {
      directory.write("cpu.max", cpuMax(limits.cpuQuota(), limits.cpuPeriod()));
    }
    if (!limits.cpusetCpus().isEmpty()) {
      directory.write("cpuset.cpus", limits.cpusetCpus());
    }
    if (!limits.cpusetMems().isEmpty()) {
      directory.write("cpuset.mems", limits.cpusetMems());
    }
    if (limits.pids() != 0) {
      directory.write("pids.max", numberOrMax(limits.pids()));
    }
    if (limits.blkioWeight() != 0) {
      applyIoWeight(limits.blkioWeight());
    }
    for (DeviceThrottle throttle : limits.throttles()) {
      directory.write(throttle.file(CgroupVersion.V2), throttle.text(CgroupVersion.V2));
    }
  }

  /// Makes sure that a cgroup has the controllers that the machine has: each directory above must
  /// pass them on. A controller that can't be passed on is left out; a limit that needs it fails.
  static void passControllersTo(CgroupDirectory directory) {
    CgroupDirectory top = new CgroupDirectory(directory.files(), directory.mount(), "");
    var wanted = new ArrayList<>(WANTED);
    wanted.retainAll(words(top.read(CONTROLLERS).orElse("")));
    if (!words(directory.read(CONTROLLERS).orElse("")).containsAll(wanted)) {
      passOnFrom(directory.parent(), wanted);
    }
  }

  private static void passOnFrom(CgroupDirectory above, List<String> wanted) {
    if (!above.path().isEmpty()) {
      passOnFrom(above.parent(), wanted);
    }
    var missing = new ArrayList<>(wanted);
    missing.removeAll(words(above.read(SUBTREE).orElse("")));
    missing.forEach(controller -> enable(above, controller));
  }

  private static void enable(CgroupDirectory above, String controller) {
    try {
      above.write(SUBTREE, "+" + controller);
    } catch (LinuxException e) {
      LOG.log(WARNING, "no {0} limits below {1}: {2}", controller, above.name(), e.getMessage());
    }
  }

  static CgroupFeatures features(CgroupDirectory top) {
    List<String> available = words(top.read(CONTROLLERS).orElse(""));
    boolean memory = available.contains("memory");
    boolean cpu = available.contains("cpu");
    return new CgroupFeatures(
        memory,
        memory,
        memory,
        false,
        cpu,
        cpu,
        available.contains("cpuset"),
        available.contains("pids"),
        available.contains("io"),
        available.contains("io"),
        false,
        false,
        available.contains("io"));
  }

  /// From the range 2 to 262144 to 1 to 10000.
  static long weightOfShares(long shares) {
    long within = Math.clamp(shares, 2L, 262_144L);
    return 1 + (within - 2) * 9999 / 262_142;
  }

  /// From the range 10 to 1000 to 1 to 10000.
  static long weightOfBlkio(int weight) {
    return 1 + (weight - 10) * 9999L / 990;
  }

  /// The swap alone: version 1 and Docker count memory and swap together.
  static String swapMax(long memory, long memorySwap) {
    if (memorySwap < 0 || memory <= 0) {
      return numberOrMax(memorySwap);
    }
    return Long.toString(Math.max(0, memorySwap - memory));
  }

  private void applyMemory(CgroupLimits limits) {
    if (limits.memorySwap() != 0) {
      directory.write("memory.swap.max", swapMax(limits.memory(), limits.memorySwap()));
    }
    if (limits.memory() != 0) {
      directory.write("memory.max", numberOrMax(limits.memory()));
    }
    if (limits.memoryReservation() != 0) {
      directory.write("memory.low", numberOrMax(limits.memoryReservation()));
    }
  }

  private void applyIoWeight(int weight) {
    if (directory.hasFile("io.bfq.weight")) {
      directory.write("io.bfq.weight", Integer.toString(weight));
    } else {
      directory.write("io.weight", Long.toString(weightOfBlkio(weight)));
    }
  }

  /// A part that isn't given stays as it is: a missing quota by reading it.
  private String cpuMax(long quota, long period) {
    List<String> current = words(directory.read("cpu.max").orElse("max " + DEFAULT_PERIOD));
    String newQuota = quota == 0 ? current.getFirst() : numberOrMax(quota);
    String newPeriod = period == 0 ? current.getLast() : Long.toString(period);
    return newQuota + " " + newPeriod;
  }

  private static String numberOrMax(long value) {
    return value < 0 ? "max" : Long.toString(value);
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }
}
