package havre.engine.config;

import havre.common.HavreException;
import havre.engine.container.Resources;
import java.util.List;
import java.util.Set;

/// The rules for limits, with Docker's texts.
public final class ResourceRules {
  private static final long MINIMUM_MEMORY = 6L << 20;
  private static final long NANOS_PER_CPU = 1_000_000_000L;
  private static final int LONGEST_PERIOD = 1_000_000;
  private static final int SHORTEST_PERIOD = 1000;
  private static final Set<String> LIMITS =
      Set.of(
          "core",
          "cpu",
          "data",
          "fsize",
          "locks",
          "memlock",
          "msgqueue",
          "nice",
          "nofile",
          "nproc",
          "rss",
          "rtprio",
          "rttime",
          "sigpending",
          "stack");

  private final int cpus;

  public ResourceRules(int cpus) {
    this.cpus = cpus;
  }

  /// Refuses what no container can have, and fills in what follows from the rest.
  ///
  /// @param warnings takes what is odd but harmless
  public Resources check(Resources asked, List<String> warnings) {
    checkMemory(asked, warnings);
    checkCpu(asked);
    checkUlimits(asked);
    if (asked.blkioWeight() != 0 && (asked.blkioWeight() < 10 || asked.blkioWeight() > 1000)) {
      throw HavreException.invalid("Range of blkio weight is from 10 to 1000");
    }
    Long pids = asked.pidsLimit();
    if (pids != null && pids < -1) {
      throw HavreException.invalid("invalid pids limit: " + pids);
    }
    boolean swapFollows = asked.memory() > 0 && asked.memorySwap() == 0;
    return swapFollows ? asked.withMemorySwap(2 * asked.memory()) : asked;
  }

  private static void checkMemory(Resources asked, List<String> warnings) {
    if (asked.memory() != 0 && asked.memory() < MINIMUM_MEMORY) {
      throw HavreException.invalid("Minimum memory limit allowed is 6MB");
    }
    if (asked.memory() > 0 && asked.memorySwap() > 0 && asked.memorySwap() < asked.memory()) {
      throw HavreException.invalid(
          "Minimum memoryswap limit should be larger than memory limit, see usage");
    }
    if (asked.memory() == 0 && asked.memorySwap() > 0) {
      throw HavreException.invalid(
          "You should always set the Memory limit when using Memoryswap limit, see usage");
    }
    Long swappiness = asked.memorySwappiness();
    if (swappiness != null && (swappiness < -1 || swappiness > 100)) {
      throw HavreException.invalid(
          "Invalid value: %d, valid memory swappiness range is 0-100".formatted(swappiness));
    }
    if (asked.memoryReservation() != 0 && asked.memoryReservation() < MINIMUM_MEMORY) {
      throw HavreException.invalid("Minimum memory reservation allowed is 6MB");
    }
    if (asked.memory() > 0 && asked.memory() < asked.memoryReservation()) {
      throw HavreException.invalid(
          "Minimum memory limit can not be less than memory reservation limit, see usage");
    }
    if (Boolean.TRUE.equals(asked.oomKillDisable()) && asked.memory() == 0) {
      warnings.add(
          "OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.");
    }
  }

  private void checkCpu(Resources asked) {
    if (asked.nanoCpus() > 0 && asked.cpuPeriod() > 0) {
      throw HavreException.invalid(
          "Conflicting options: Nano CPUs and CPU Period cannot both be set");
    }
    if (asked.nanoCpus() > 0 && asked.cpuQuota() > 0) {
      throw HavreException.invalid(
          "Conflicting options: Nano CPUs and CPU Quota cannot both be set");
    }
    if (asked.nanoCpus() < 0 || asked.nanoCpus() > cpus * NANOS_PER_CPU) {
      throw HavreException.invalid(
          "Range of CPUs is from 0.01 to %d.00, as there are only %d CPUs available"
              .formatted(cpus, cpus));
    }
    if (asked.cpuShares() < 0) {
      throw HavreException.invalid(
          "invalid CPU shares (%d): value must be a positive integer".formatted(asked.cpuShares()));
    }
    long period = asked.cpuPeriod();
    if (period != 0 && (period < SHORTEST_PERIOD || period > LONGEST_PERIOD)) {
      throw HavreException.invalid(
          "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
    }
    if (asked.cpuQuota() > 0 && asked.cpuQuota() < SHORTEST_PERIOD) {
      throw HavreException.invalid("CPU cfs quota can not be less than 1ms (i.e. 1000)");
    }
    checkCpuset("cpus", asked.cpusetCpus());
    checkCpuset("mems", asked.cpusetMems());
  }

  private static void checkCpuset(String kind, String list) {
    if (!list.isEmpty() && !list.matches("\\d+(-\\d+)?(,\\d+(-\\d+)?)*")) {
      throw HavreException.invalid("Invalid value %s for cpuset %s".formatted(list, kind));
    }
  }

  private static void checkUlimits(Resources asked) {
    for (Resources.Ulimit limit : asked.ulimits()) {
      if (!LIMITS.contains(limit.name())) {
        throw HavreException.invalid("invalid ulimit type: " + limit.name());
      }
      if (limit.hard() != -1 && (limit.soft() == -1 || limit.soft() > limit.hard())) {
        throw HavreException.invalid(
            "ulimit soft limit must be less than or equal to hard limit: %d > %d"
                .formatted(limit.soft(), limit.hard()));
      }
    }
  }
}
