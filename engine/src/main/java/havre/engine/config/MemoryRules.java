package havre.engine.config;

import havre.common.HavreException;
import havre.engine.container.Resources;
import havre.linux.cgroup.CgroupFeatures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules for memory, with Docker's texts.
final class MemoryRules {
  private static final long MINIMUM = 6L << 20;

  private MemoryRules() {}

  /// What is left of what was asked for.
  record Memory(
      long limit,
      long swap,
      long reservation,
      @Nullable Long swappiness,
      @Nullable Boolean oomKillDisable) {}

  static Memory check(Resources asked, CgroupFeatures can, boolean update, List<String> warnings) {
    long limit = asked.memory();
    long swap = asked.memorySwap();
    if (limit != 0 && limit < MINIMUM) {
      throw HavreException.invalid("Minimum memory limit allowed is 6MB");
    }
    if (limit > 0 && !can.memory()) {
      warnings.add(
          "Your kernel does not support memory limit capabilities or the cgroup is not mounted. Limitation discarded.");
      limit = 0;
      swap = -1;
    }
    if (limit > 0 && swap != -1 && !can.swap()) {
      warnings.add(
          "Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.");
      swap = -1;
    }
    if (limit > 0 && swap > 0 && swap < limit) {
      throw HavreException.invalid(
          "Minimum memoryswap limit should be larger than memory limit, see usage");
    }
    if (limit == 0 && swap > 0 && !update) {
      throw HavreException.invalid(
          "You should always set the Memory limit when using Memoryswap limit, see usage");
    }
    Long swappiness = swappiness(asked.memorySwappiness(), can.swappiness(), warnings);
    long reservation = reservation(asked.memoryReservation(), limit, can, warnings);
    Boolean oomKillDisable =
        oomKillDisable(asked.oomKillDisable(), limit, can.oomKillDisable(), warnings);
    boolean swapFollows = limit > 0 && swap == 0 && !update;
    return new Memory(
        limit, swapFollows ? 2 * limit : swap, reservation, swappiness, oomKillDisable);
  }

  private static @Nullable Long swappiness(
      @Nullable Long asked, boolean supported, List<String> warnings) {
    if (asked == null || asked == -1) {
      return null;
    }
    if (!supported) {
      warnings.add(
          "Your kernel does not support memory swappiness capabilities or the cgroup is not mounted. Memory swappiness discarded.");
      return null;
    }
    if (asked < 0 || asked > 100) {
      throw HavreException.invalid(
          "Invalid value: %d, valid memory swappiness range is 0-100".formatted(asked));
    }
    return asked;
  }

  private static long reservation(
      long asked, long limit, CgroupFeatures can, List<String> warnings) {
    if (asked > 0 && !can.memoryReservation()) {
      warnings.add(
          "Your kernel does not support memory soft limit capabilities or the cgroup is not mounted. Limitation discarded.");
      return 0;
    }
    if (asked > 0 && asked < MINIMUM) {
      throw HavreException.invalid("Minimum memory reservation allowed is 6MB");
    }
    if (limit > 0 && asked > 0 && limit < asked) {
      throw HavreException.invalid(
          "Minimum memory limit can not be less than memory reservation limit, see usage");
    }
    return asked;
  }

  private static @Nullable Boolean oomKillDisable(
      @Nullable Boolean asked, long limit, boolean supported, List<String> warnings) {
    boolean disable = Boolean.TRUE.equals(asked);
    if (!supported) {
      if (disable) {
        warnings.add("Your kernel does not support OomKillDisable. OomKillDisable discarded.");
      }
      return null;
    }
    if (disable && limit == 0) {
      warnings.add(
          "OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.");
    }
    return disable;
  }
}
