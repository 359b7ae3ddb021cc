package havre.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.RandomIds;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import havre.linux.io.Pipe;
import havre.linux.process.ExitStatus;
import havre.linux.process.Pidfd;
import havre.linux.process.Signals;
import havre.linux.process.Spawn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CgroupIT {
  private static final Duration LONG = Duration.ofSeconds(10);

  private static final List<DeviceRule> DEVICES =
      List.of(
          new DeviceRule(true, 'c', 1, 3, "rwm"),
          new DeviceRule(true, 'c', 5, DeviceRule.ANY, "rw"),
          new DeviceRule(true, 'c', 1, 5, "r"));
  private static final String OPEN_DEVICES =
      "for d in null zero random; do"
          + " (: <> /dev/$d) 2>/dev/null && echo rw $d; (: < /dev/$d) 2>/dev/null && echo r $d;"
          + " done; echo end";

  private final Cgroups cgroups = Cgroups.detect();
  private final String parent = "/havre-test-" + RandomIds.next().substring(0, 8);
  private final List<Pidfd> children = new ArrayList<>();

  @AfterEach
  void removeAll() {
    for (Pidfd child : children) {
      if (!child.hasEnded()) {
        child.signal(Signals.SIGKILL);
      }
      child.awaitExit(LONG);
      child.close();
    }
    cgroups.at(parent).remove(LONG);
    assertThat(cgroups.at(parent).exists()).isFalse();
  }

  @Test
  void aProcessJoinsInEveryHierarchy() throws Exception {
    Cgroup cgroup = cgroups.create(parent + "/one", CgroupLimits.NONE);
    int pid = joined(cgroup, "read x");
    assertThat(cgroup.processes()).containsExactly(pid);
    assertThat(cgroups.at(parent).processes()).containsExactly(pid);
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"))) {
      assertThat(line).endsWith(":" + cgroup.path());
    }
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
    int pid = joined(cgroup, "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo done; read x");
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
    assertThat(outputOf(cgroup, OPEN_DEVICES)).isEqualTo("rw null\nr null\nr zero\nend\n");
  }

  @Test
  void theProgramOfVersionTwoAllowsTheSame() throws Exception {
    String unified =
        CgroupMount.parse(Files.readString(Path.of("/proc/self/mountinfo"))).stream()
            .filter(CgroupMount::unified)
            .map(CgroupMount::directory)
            .findFirst()
            .orElseThrow();
    Cgroup cgroup = cgroups.create(parent + "/program", CgroupLimits.NONE);
    DeviceFilter.attach(unified + cgroup.path(), DeviceProgram.compile(DEVICES));
    assertThat(outputOf(cgroup, OPEN_DEVICES)).isEqualTo("rw null\nr null\nr zero\nend\n");
  }

  @Test
  void allOfItAreKilledAndItIsRemoved() {
    Cgroup cgroup = cgroups.create(parent + "/victims", CgroupLimits.NONE);
    joined(cgroup, "sleep 100 & sleep 100 & wait");
    cgroup.kill();
    cgroup.remove(LONG);
    assertThat(cgroup.exists()).isFalse();
    assertThat(exitOfLast()).isEqualTo(ExitStatus.signalled(9));
  }

  @Test
  void whatIsFrozenStandsStillAndCanBeKilled() {
    Cgroup cgroup = cgroups.create(parent + "/frozen", CgroupLimits.NONE);
    joined(cgroup, "trap 'exit 7' TERM; while :; do :; done");
    cgroup.freeze(LONG);
    assertThat(cgroup.isFrozen()).isTrue();
    cgroup.signal(Signals.SIGTERM);
    assertThat(children.getLast().awaitEnd(Duration.ofMillis(50))).isFalse();
    cgroup.thaw();
    assertThat(cgroup.isFrozen()).isFalse();
    assertThat(exitOfLast()).isEqualTo(ExitStatus.exited(7));

    joined(cgroup, "read x");
    cgroup.freeze(LONG);
    cgroup.kill();
    assertThat(exitOfLast()).isEqualTo(ExitStatus.signalled(9));
  }

  @Test
  void removingGivesUpAtTheDeadline() {
    Cgroup cgroup = cgroups.create(parent + "/stays", CgroupLimits.NONE);
    joined(cgroup, "read x");
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
    joined(cgroup, "read x");
    assertThat(cgroup.processes()).hasSize(1);
  }

  @Test
  void aKillForWantOfMemoryIsCounted() throws Exception {
    var limits = new CgroupLimits(8 << 20, 0, 8 << 20, false, 0, 0, 0, "", "", 0, 0, List.of());
    Cgroup cgroup = cgroups.create(parent + "/hungry", limits);
    Path file = cgroup.oomFile().orElseThrow();
    assertThat(OomEvents.kills(Files.readString(file))).isZero();
    joined(cgroup, "a=aaaaaaaa; while :; do a=$a$a; done");
    assertThat(exitOfLast().signal()).isEqualTo(Signals.SIGKILL);
    assertThat(OomEvents.kills(Files.readString(file))).isEqualTo(1);
  }

  @Test
  void theKernelAcceptsDevicePrograms() {
    var rules =
        List.of(
            new DeviceRule(true, 'c', DeviceRule.ANY, DeviceRule.ANY, "m"),
            new DeviceRule(true, 'c', 1, 3, "rwm"),
            new DeviceRule(true, 'b', 8, DeviceRule.ANY, "r"),
            new DeviceRule(false, 'a', 10, 229, "w"));
    DeviceFilter.load(DeviceProgram.compile(rules)).close();
    DeviceFilter.load(DeviceProgram.compile(List.of())).close();
    DeviceFilter.load(DeviceProgram.compile(List.of(DeviceRule.allowAll()))).close();
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

  /// Starts a shell in the cgroup; it has run up to its first line of output or its reading.
  private int joined(Cgroup cgroup, String script) {
    return start(cgroup, "echo joined; " + script, "joined\n");
  }

  private ExitStatus exitOfLast() {
    try (Pidfd child = children.removeLast()) {
      return child.awaitExit(LONG);
    }
  }

  private String outputOf(Cgroup cgroup, String script) {
    try (Pipe pipe = Pipe.create()) {
      spawn(cgroup, script, pipe.writeEnd());
      pipe.writeEnd().close();
      return new String(Io.readFully(pipe.readEnd(), 10_000), StandardCharsets.UTF_8);
    }
  }

  private int start(Cgroup cgroup, String script, String announcement) {
    try (Pipe pipe = Pipe.create()) {
      int pid = spawn(cgroup, script, pipe.writeEnd());
      var buffer = NativeBuffer.allocate(announcement.length());
      assertThat(Io.read(pipe.readEnd(), buffer, 0, announcement.length())).isPositive();
      return pid;
    }
  }

  /// The shell joins by its descriptors from 3 on; its standard input never ends, as it is the end
  /// of a pipe whose other end it has itself.
  private int spawn(Cgroup cgroup, String script, Fd output) {
    List<Fd> procs = cgroup.openProcs();
    try (Fd errors = Open.path("/dev/null", OpenHow.READ_WRITE);
        Pipe endless = Pipe.create()) {
      var descriptors = new ArrayList<Fd>();
      descriptors.add(endless.readEnd());
      descriptors.add(output);
      descriptors.add(errors);
      descriptors.add(endless.writeEnd());
      descriptors.addAll(procs);
      StringBuilder join = new StringBuilder();
      for (int i = 0; i < procs.size(); i++) {
        join.append("echo 0 > /proc/self/fd/").append(4 + i).append(" || exit 99; ");
      }
      int pid =
          new Spawn(
                  "/bin/bash",
                  List.of("bash", "-c", join + script),
                  List.of("PATH=/usr/bin:/bin"),
                  descriptors,
                  true)
              .start();
      children.add(Pidfd.open(pid));
      return pid;
    } finally {
      procs.forEach(Fd::close);
    }
  }
}
