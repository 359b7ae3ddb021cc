package havre.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import havre.engine.container.Resources;
import havre.engine.container.Resources.BlockLimits;
import havre.engine.container.Resources.DeviceLimit;
import havre.linux.cgroup.CgroupFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ResourceRulesTest {
  private static final long MIB = 1 << 20;
  private static final CgroupFeatures ALL =
      new CgroupFeatures(
          true, true, true, true, true, true, true, true, true, true, true, true, true);
  private static final CgroupFeatures NOTHING =
      new CgroupFeatures(
          false, false, false, false, false, false, false, false, false, false, false, false,
          false);

  private final List<String> warnings = new ArrayList<>();

  @Test
  void swapFollowsMemoryWhenAContainerIsMade() {
    assertThat(check(ALL, r -> r.memory = 64 * MIB).memorySwap()).isEqualTo(128 * MIB);
    assertThat(check(ALL, r -> r.swappiness = -1L).memorySwappiness()).isNull();
    assertThat(warnings).isEmpty();
  }

  @Test
  void memoryIsCheckedInDockersWords() {
    refused("Minimum memory limit allowed is 6MB", r -> r.memory = 5 * MIB);
    refused(
        "Minimum memoryswap limit should be larger than memory limit, see usage",
        r -> {
          r.memory = 64 * MIB;
          r.swap = 32 * MIB;
        });
    refused(
        "You should always set the Memory limit when using Memoryswap limit, see usage",
        r -> r.swap = 32 * MIB);
    refused("Invalid value: 101, valid memory swappiness range is 0-100", r -> r.swappiness = 101L);
  }

  @Test
  void limitsTheKernelCannotKeepAreTakenAwayWithAWarning() {
    Resources left =
        check(
            NOTHING,
            r -> {
              r.memory = 64 * MIB;
              r.pids = 10L;
              r.oomKillDisable = true;
              r.blocks =
                  new BlockLimits(
                      List.of(),
                      List.of(new DeviceLimit("/dev/x", 1)),
                      List.of(),
                      List.of(),
                      List.of());
            });
    assertThat(left.memory()).isZero();
    assertThat(left.pidsLimit()).isNull();
    assertThat(left.oomKillDisable()).isNull();
    assertThat(left.blockLimits()).isEqualTo(BlockLimits.NONE);
    assertThat(warnings)
        .containsExactly(
            "Your kernel does not support memory limit capabilities or the cgroup is not mounted. Limitation discarded.",
            "Your kernel does not support OomKillDisable. OomKillDisable discarded.",
            "Your kernel does not support PIDs limit capabilities or the cgroup is not mounted. PIDs limit discarded.",
            "Your kernel does not support BPS Block I/O read limit or the cgroup is not mounted. Block I/O BPS read limit discarded.");
  }

  @Test
  void noLimitOfProcessesIsNoneWhenMadeAndZeroWhenChanged() {
    assertThat(check(ALL, r -> r.pids = -1L).pidsLimit()).isNull();
    var asked = new Asked();
    asked.pids = -1L;
    assertThat(rules(ALL).check(asked.build(), true, warnings).pidsLimit()).isZero();
  }

  @Test
  void processorsMustBeThere() {
    refused("Requested CPUs are not available - requested 3, available: 0-1", r -> r.cpuset = "3");
    refused("Invalid value a for cpuset cpus: invalid format: a", r -> r.cpuset = "a");
    refused(
        "Invalid value 0-2,99999 for cpuset cpus: value of out range, maximum is 8192",
        r -> r.cpuset = "0-2,99999");
    assertThat(check(ALL, r -> r.cpuset = "0-1").cpusetCpus()).isEqualTo("0-1");
  }

  @Test
  void realTimeFitsItsPeriod() {
    refused(
        "cpu real-time runtime cannot be higher than cpu real-time period",
        r -> {
          r.period = 1000;
          r.runtime = 2000;
        });
  }

  private Resources check(CgroupFeatures features, Consumer<Asked> change) {
    var asked = new Asked();
    change.accept(asked);
    return rules(features).check(asked.build(), false, warnings);
  }

  private void refused(String text, Consumer<Asked> change) {
    assertThatThrownBy(() -> check(ALL, change))
        .isInstanceOf(HavreException.class)
        .hasMessage(text);
  }

  private static ResourceRules rules(CgroupFeatures features) {
    return new ResourceRules(new HostLimits(2, "0-1", "0", features));
  }

  private static final class Asked {
    private long memory;
    private long swap;
    private @Nullable Long swappiness;
    private @Nullable Boolean oomKillDisable;
    private String cpuset = "";
    private @Nullable Long pids;
    private BlockLimits blocks = BlockLimits.NONE;
    private long period;
    private long runtime;

    Resources build() {
      return new Resources(
          memory,
          swap,
          0,
          swappiness,
          oomKillDisable,
          0,
          0,
          0,
          0,
          cpuset,
          "",
          pids,
          0,
          List.of(),
          List.of(),
          List.of(),
          "",
          blocks,
          period,
          runtime,
          List.of(),
          Resources.Discarded.NONE);
    }
  }
}
