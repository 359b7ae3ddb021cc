package havre.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import havre.common.RandomIds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceFilterIT {
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
  void theProgramAllowsWhatTheFilesOfVersionOneWould() throws Exception {
    String unified =
        CgroupMount.parse(Files.readString(Path.of("/proc/self/mountinfo"))).stream()
            .filter(CgroupMount::unified)
            .map(CgroupMount::directory)
            .findFirst()
            .orElseThrow();
    String path = "/havre-test-" + RandomIds.next().substring(0, 8);
    Cgroup cgroup = Cgroups.detect().create(path, CgroupLimits.NONE);
    try (var shells = new CgroupShells()) {
      DeviceFilter.attach(unified + path, DeviceProgram.compile(CgroupIT.DEVICES));
      assertThat(shells.outputOf(cgroup, CgroupIT.OPEN_DEVICES))
          .isEqualTo("rw null\nr null\nr zero\nend\n");
    } finally {
      cgroup.remove(Duration.ofSeconds(10));
    }
  }
}
