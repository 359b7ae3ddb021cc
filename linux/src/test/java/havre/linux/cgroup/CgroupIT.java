package havre.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.RandomIds;
import havre.linux.Errno;
import havre.linux.LinuxException;
import havre.linux.process.ExitStatus;
import havre.linux.process.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(CgroupIT.Machine.class)
class CgroupIT {
  private static final Duration LONG = Duration.ofSeconds(10);

  static final List<DeviceRule> DEVICES =
      List.of(
          new DeviceRule(true, 'c', 1, 3, "rwm"),
          new DeviceRule(true, 'c', 5, DeviceRule.ANY, "rw"),
          new DeviceRule(true, 'c', 1, 5, "r"));
  static final String OPEN_DEVICES =
      "for d in null zero random; do"
          + " (: <> /dev/$d) 2>/dev/null && echo rw $d; (: < /dev/$d) 2>/dev/null && echo r $d;"
          + " done; echo end";

  /// The machine as it is, and as it would be without the hierarchy of version 2.
  enum Machine {
    WHOLE,
    VERSION_ONE_ONLY
  }

  private final Cgroups cgroups;
  private final String parent = "/havre-test-" + RandomIds.next().substring(0, 8);
  private final CgroupShells shells = new CgroupShells();

  CgroupIT(Machine machine) throws Exception {
    cgroups = machine == Machine.WHOLE ? Cgroups.detect() : versionOneOnly();
  }

  @AfterEach
  void removeAll() {
    shells.close();
    cgroups.at(parent).remove(LONG);
    assertThat(cgroups.at(parent).exists()).isFalse();
  }

  @Test
  void aProcessJoinsInEveryHierarchy() throws Exception {
    Cgroup cgroup = cgroups.create(parent + "/one", CgroupLimits.NONE);
    int pid = shells.joined(cgroup, "read x");
    assertThat(cgroup.processes()).containsExactly(pid);
    assertThat(cgroups.at(parent).processes()).containsExactly(pid);
    List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"));
    assertThat(lines)
        .filteredOn(line -> cgroups.version() != CgroupVersion.V1 || !line.startsWith("0::"))
        .isNotEmpty()
        .allMatch(line -> line.endsWith(":" + cgroup.path()));
  }

  /// As it is while somebody else is just making the one above.
  @Test
  void aProcessJoinsBelowOneThatIsNotPreparedYet() throws Exception {
    for (Path directory : cgroups.at(parent).directories()) {
      Files.createDirectory(directory);
    }
    Cgroup cgroup = cgroups.create(parent + "/one", CgroupLimits.NONE);
    int pid = shells.joined(cgroup, "read x");
    assertThat(cgroup.processes()).containsExactly(pid);
  }

  @Test
  void limitsAreKeptByTheKernel() {
    var limits =
        new CgroupLimits(
            64 << 20, 32 << 20, 128 << 20, false, 512, 50_000, 100_000, "0", "0", 20, 0, List.of());
    Cgroup cgroup = cgroups.create(parent + "/limited", limits);
    CgroupStatistics statistics = cgroup.statistics();
    assertThat(statistics.memory().limit()).isEqualTo(64 << 20);
    assertThat(statistics.pids().limit()).isEqualTo(20);

    cgroup.limit(
        new CgroupLimits(256 << 20, 0, 512 << 20, false, 0, -1, 0, "", "", -1, 0, List.of()));
    assertThat(cgroup.statistics().memory().limit()).isEqualTo(256 << 20);
    assertThat(cgroup.statistics().pids().limit()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aValueTheKernelRefusesIsNamedAndNothingIsLeft() {
    var limits = new CgroupLimits(0, 0, 0, false, 0, 0, 0, "977", "", 0, 0, List.of());
    assertThatThrownBy(() -> cgroups.create(parent + "/bad", limits))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("977")
        .hasMessageContaining("cpuset.cpus");
    assertThat(cgroups.at(parent + "/bad").exists()).isFalse();
  }

  @Test
  void unlimitedIsNoNumber() {
    CgroupStatistics statistics = cgroups.create(parent + "/free", CgroupLimits.NONE).statistics();
    assertThat(statistics.memory().limit()).isEqualTo(Long.MAX_VALUE);
    assertThat(statistics.pids().limit()).isEqualTo(Long.MAX_VALUE);
    assertThat(statistics.pids().current()).isZero();
  }

  @Test
  void whatIsUsedIsCounted() {
    Cgroup cgroup = cgroups.create(parent + "/busy", CgroupLimits.NONE);
    int pid = shells.joined(cgroup, "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; ", "read x");
    assertThat(pid).isPositive();
    CgroupStatistics statistics = cgroup.statistics();
    assertThat(statistics.cpu().total()).isPositive();
    assertThat(statistics.memory().usage()).isPositive();
    assertThat(statistics.memory().details()).isNotEmpty();
    assertThat(statistics.pids().current()).isEqualTo(1);
  }

  @Test
  void onlyTheDevicesAllowedCanBeOpened() {
    var limits = new CgroupLimits(0, 0, 0, false, 0, 0, 0, "", "", 0, 0, DEVICES);
    Cgroup cgroup = cgroups.create(parent + "/devices", limits);
    assertThat(shells.outputOf(cgroup, OPEN_DEVICES)).isEqualTo("rw null\nr null\nr zero\nend\n");
  }

  @Test
  void allOfItAreKilledAndItIsRemoved() {
    Cgroup cgroup = cgroups.create(parent + "/victims", CgroupLimits.NONE);
    shells.joined(cgroup, "sleep 100 & sleep 100 & wait");
    cgroup.kill();
    cgroup.remove(LONG);
    assertThat(cgroup.exists()).isFalse();
    assertThat(shells.exitOfLast()).isEqualTo(ExitStatus.signalled(9));
  }

  @Test
  void whatIsFrozenStandsStillAndCanBeKilled() {
    Cgroup cgroup = cgroups.create(parent + "/frozen", CgroupLimits.NONE);
    shells.joined(cgroup, "trap 'exit 7' TERM; ", "while :; do :; done");
    cgroup.freeze(LONG);
    assertThat(cgroup.isFrozen()).isTrue();
    cgroup.signal(Signals.SIGTERM);
    assertThat(shells.last().awaitEnd(Duration.ofMillis(50))).isFalse();
    cgroup.thaw();
    assertThat(cgroup.isFrozen()).isFalse();
    assertThat(shells.exitOfLast()).isEqualTo(ExitStatus.exited(7));

    shells.joined(cgroup, "read x");
    cgroup.freeze(LONG);
    cgroup.kill();
    assertThat(shells.exitOfLast()).isEqualTo(ExitStatus.signalled(9));
  }

  @Test
  void removingGivesUpAtTheDeadline() {
    Cgroup cgroup = cgroups.create(parent + "/stays", CgroupLimits.NONE);
    shells.joined(cgroup, "read x");
    assertThatThrownBy(() -> cgroup.remove(Duration.ofMillis(20)))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
  }

  @Test
  void cgroupsInsideAreRemovedToo() {
    Cgroup cgroup = cgroups.create(parent + "/outer", CgroupLimits.NONE);
    cgroups.create(parent + "/outer/inner/innermost", CgroupLimits.NONE);
    cgroup.remove(LONG);
    cgroup.remove(Duration.ZERO);
    assertThat(cgroup.exists()).isFalse();
  }

  @Test
  void creatingAgainIsHarmless() {
    cgroups.create(parent + "/again", CgroupLimits.NONE);
    Cgroup cgroup = cgroups.create(parent + "/again", CgroupLimits.NONE);
    shells.joined(cgroup, "read x");
    assertThat(cgroup.processes()).hasSize(1);
  }

  @Test
  void aKillForWantOfMemoryIsCounted() throws Exception {
    var limits = new CgroupLimits(8 << 20, 0, 8 << 20, false, 0, 0, 0, "", "", 0, 0, List.of());
    Cgroup cgroup = cgroups.create(parent + "/hungry", limits);
    Path file = cgroup.oomFile().orElseThrow();
    assertThat(OomEvents.kills(Files.readString(file))).isZero();
    shells.joined(cgroup, "a=aaaaaaaa; while :; do a=$a$a; done");
    assertThat(shells.exitOfLast().signal()).isEqualTo(Signals.SIGKILL);
    assertThat(OomEvents.kills(Files.readString(file))).isEqualTo(1);
  }

  @Test
  void featuresAreKnown() {
    CgroupFeatures features = cgroups.features();
    assertThat(features.memory()).isTrue();
    assertThat(features.pids()).isTrue();
    assertThat(features.cpuQuota()).isTrue();
  }

  @Test
  void onlyPlainPathsAreCgroups() {
    Stream.of("", "/", "relative", "/a/../b", "/a//b", "/a/")
        .forEach(path ->
            assertThatThrownBy(() -> cgroups.at(path))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("EINVAL"));
  }

  private static Cgroups versionOneOnly() throws Exception {
    String mountinfo = Files.readString(Path.of("/proc/self/mountinfo"));
    List<CgroupMount> mounts =
        CgroupMount.parse(mountinfo).stream().filter(mount -> !mount.unified()).toList();
    Assumptions.assumeFalse(mounts.isEmpty(), "the machine has no hierarchy of version 1");
    return new Cgroups(mounts, new KernelCgroupFiles());
  }
}
