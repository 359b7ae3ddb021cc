package havre.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.Errno;
import havre.linux.LinuxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class V2CgroupTest {
  private static final String TOP = "/cg";
  private static final String GROUP = "/cg/havre/one";

  private final InMemoryCgroupFiles files = new InMemoryCgroupFiles(TOP, template());
  private final Cgroups cgroups = new Cgroups(List.of(new CgroupMount(TOP, Set.of(), true)), files);

  V2CgroupTest() {
    files.set(TOP + "/cgroup.controllers", "cpuset cpu io memory hugetlb pids rdma");
    files.set(TOP + "/cgroup.subtree_control", "memory");
  }

  @Test
  void controllersArePassedDownToTheCgroup() {
    cgroups.create("/havre/one", CgroupLimits.NONE);
    assertThat(files.read(TOP + "/cgroup.subtree_control")).contains("memory cpu cpuset io pids");
    assertThat(files.read("/cg/havre/cgroup.subtree_control"))
        .contains("cpu cpuset io memory pids");
    assertThat(files.read(GROUP + "/cgroup.subtree_control")).contains("");
  }

  @Test
  void nothingIsAskedForTwice() {
    cgroups.create("/havre/one", CgroupLimits.NONE);
    files.writes().clear();
    cgroups.create("/havre/two", CgroupLimits.NONE);
    assertThat(files.writes()).isEmpty();
  }

  @Test
  void aControllerThatCannotBePassedOnIsLeftOut() {
    files.refuse(TOP + "/cgroup.subtree_control", Errno.EBUSY);
    assertThat(cgroups.create("/havre/one", CgroupLimits.NONE).exists()).isTrue();
  }

  @Test
  void limitsAreTranslated() {
    Cgroup cgroup = cgroups.create("/havre/one", CgroupLimits.NONE);
    files.writes().clear();
    cgroup.limit(
        new CgroupLimits(
            1000, 500, 1500, true, 1024, 50_000, 200_000, "0-1", "0", 100, 500, List.of()));
    assertThat(files.writes())
        .containsExactly(
            GROUP + "/memory.swap.max=500",
            GROUP + "/memory.max=1000",
            GROUP + "/memory.low=500",
            GROUP + "/cpu.weight=39",
            GROUP + "/cpu.max=50000 200000",
            GROUP + "/cpuset.cpus=0-1",
            GROUP + "/cpuset.mems=0",
            GROUP + "/pids.max=100",
            GROUP + "/io.weight=4950");
  }

  @Test
  void aPartOfAProcessorLimitKeepsTheOther() {
    Cgroup cgroup = cgroups.create("/havre/one", CgroupLimits.NONE);
    cgroup.limit(new CgroupLimits(0, 0, 0, false, 0, 30_000, 0, "", "", 0, 0, List.of()));
    assertThat(files.read(GROUP + "/cpu.max")).contains("30000 100000");
    cgroup.limit(new CgroupLimits(0, 0, 0, false, 0, 0, 50_000, "", "", 0, 0, List.of()));
    assertThat(files.read(GROUP + "/cpu.max")).contains("30000 50000");
    cgroup.limit(new CgroupLimits(0, 0, 0, false, 0, -1, 0, "", "", -1, 0, List.of()));
    assertThat(files.read(GROUP + "/cpu.max")).contains("max 50000");
    assertThat(files.read(GROUP + "/pids.max")).contains("max");
  }

  @Test
  void swapIsCountedAlone() {
    assertThat(V2Limits.swapMax(1000, 1000)).isEqualTo("0");
    assertThat(V2Limits.swapMax(1000, 3000)).isEqualTo("2000");
    assertThat(V2Limits.swapMax(1000, -1)).isEqualTo("max");
  }

  @Test
  void weightsCoverTheirRange() {
    assertThat(V2Limits.weightOfShares(2)).isEqualTo(1);
    assertThat(V2Limits.weightOfShares(262_144)).isEqualTo(10_000);
    assertThat(V2Limits.weightOfShares(1)).isEqualTo(1);
    assertThat(V2Limits.weightOfBlkio(10)).isEqualTo(1);
    assertThat(V2Limits.weightOfBlkio(1000)).isEqualTo(10_000);
  }

  @Test
  void aRefusedLimitLeavesNothing() {
    cgroups.create("/havre/other", CgroupLimits.NONE);
    var limits = new CgroupLimits(0, 0, 0, false, 0, 0, 0, "9", "", 0, 0, List.of());
    var refusing = new InMemoryCgroupFiles(TOP, Map.of("cgroup.events", "populated 0"));
    var poor = new Cgroups(List.of(new CgroupMount(TOP, Set.of(), true)), refusing);
    assertThatThrownBy(() -> poor.create("/havre/one", limits))
        .isInstanceOf(LinuxException.class)
        .hasMessage("write \"9\" to /cg/havre/one/cpuset.cpus: No such file or directory (ENOENT)");
    assertThat(poor.at("/havre/one").exists()).isFalse();
    assertThat(poor.at("/havre").exists()).isTrue();
  }

  @Test
  void itIsKilledByOneWrite() {
    Cgroup cgroup = cgroups.create("/havre/one", CgroupLimits.NONE);
    cgroup.kill();
    assertThat(files.writes().getLast()).isEqualTo(GROUP + "/cgroup.kill=1");
  }

  @Test
  void oneThatIsRemovedMeanwhileNeedsNoKilling() {
    Cgroup cgroup = cgroups.create("/havre/one", CgroupLimits.NONE);
    files.refuse(GROUP + "/cgroup.kill", Errno.ENODEV);
    assertThatCode(cgroup::kill).doesNotThrowAnyException();
  }

  @Test
  void freezingWaitsForTheKernelToSaySo() {
    Cgroup cgroup = cgroups.create("/havre/one", CgroupLimits.NONE);
    assertThatThrownBy(() -> cgroup.freeze(Duration.ZERO))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ETIMEDOUT));
    assertThat(cgroup.isFrozen()).isFalse();
    files.set(GROUP + "/cgroup.events", "populated 1\nfrozen 1\n");
    cgroup.freeze(Duration.ZERO);
    assertThat(cgroup.isFrozen()).isTrue();
    cgroup.thaw();
    assertThat(cgroup.isFrozen()).isFalse();
  }

  @Test
  void processesBelowCountToo() {
    Cgroup cgroup = cgroups.create("/havre/one", CgroupLimits.NONE);
    cgroups.create("/havre/one/inner", CgroupLimits.NONE);
    files.set(GROUP + "/cgroup.procs", "10\n20\n");
    files.set(GROUP + "/inner/cgroup.procs", "30\n");
    assertThat(cgroup.processes()).containsExactly(10, 20, 30);
  }

  @Test
  void aProcessIsBornInIt() {
    Cgroup cgroup = cgroups.create("/havre/one", CgroupLimits.NONE);
    assertThat(cgroup.birthplace()).contains(cgroup.directories().getFirst());
    assertThat(cgroup.openTasks()).isEmpty();
  }

  @Test
  void statisticsAreRead() {
    Cgroup cgroup = cgroups.create("/havre/one", CgroupLimits.NONE);
    files.set(
        GROUP + "/cpu.stat",
        "usage_usec 300\nuser_usec 200\nsystem_usec 100\nnr_periods 4\nnr_throttled 2\n"
            + "throttled_usec 7\n");
    files.set(GROUP + "/memory.current", "4096\n");
    files.set(GROUP + "/memory.peak", "8192\n");
    files.set(GROUP + "/memory.max", "max\n");
    files.set(GROUP + "/memory.stat", "anon 1000\nfile 2000\n");
    files.set(GROUP + "/memory.events", "low 0\nhigh 0\nmax 3\noom 1\noom_kill 1\n");
    files.set(GROUP + "/pids.current", "2\n");
    files.set(GROUP + "/pids.max", "100\n");
    files.set(GROUP + "/io.stat", "8:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0\n259:3\n");
    CgroupStatistics statistics = cgroup.statistics();
    assertThat(statistics.cpu())
        .isEqualTo(new CgroupStatistics.Cpu(300_000, 200_000, 100_000, List.of(), 4, 2, 7000));
    assertThat(statistics.memory())
        .isEqualTo(
            new CgroupStatistics.Memory(
                4096, 8192, Long.MAX_VALUE, 3, Map.of("anon", 1000L, "file", 2000L)));
    assertThat(statistics.pids()).isEqualTo(new CgroupStatistics.Pids(2, 100));
    assertThat(statistics.io().devices())
        .containsExactly(
            new CgroupStatistics.Device(8, 0, 10, 20, 1, 2),
            new CgroupStatistics.Device(259, 3, 0, 0, 0, 0));
    assertThat(cgroup.oomFile()).contains(Path.of(GROUP + "/memory.events"));
    assertThat(OomEvents.kills(files.read(GROUP + "/memory.events").orElseThrow())).isEqualTo(1);
  }

  @Test
  void whatIsMissingIsZeroOrUnlimited() {
    var poor =
        new Cgroups(
            List.of(new CgroupMount(TOP, Set.of(), true)), new InMemoryCgroupFiles(TOP, Map.of()));
    CgroupStatistics statistics = poor.create("/a", CgroupLimits.NONE).statistics();
    assertThat(statistics.memory().usage()).isZero();
    assertThat(statistics.memory().limit()).isEqualTo(Long.MAX_VALUE);
    assertThat(statistics.io().devices()).isEmpty();
    assertThat(poor.at("/a").oomFile()).isEmpty();
  }

  @Test
  void featuresFollowFromTheControllers() {
    assertThat(cgroups.features())
        .isEqualTo(
            new CgroupFeatures(
                true, true, true, false, true, true, true, true, true, true, false, false, true));
    files.set(TOP + "/cgroup.controllers", "pids");
    assertThat(cgroups.features().pids()).isTrue();
    assertThat(cgroups.features().memory()).isFalse();
  }

  private static Map<String, String> template() {
    var template = new HashMap<String, String>();
    for (String file :
        List.of(
            "memory.swap.max",
            "memory.max",
            "memory.low",
            "memory.events",
            "cpu.weight",
            "cpuset.cpus",
            "cpuset.mems",
            "pids.max",
            "io.weight",
            "cgroup.kill",
            "cgroup.procs")) {
      template.put(file, "");
    }
    template.put("cpu.max", "max 100000");
    template.put("cgroup.freeze", "0");
    template.put("cgroup.events", "populated 0\nfrozen 0\n");
    return template;
  }
}
