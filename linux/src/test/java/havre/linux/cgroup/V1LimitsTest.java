package havre.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.LinuxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class V1LimitsTest {
  private static final String TOP = "/cg";

  private final InMemoryCgroupFiles files = new InMemoryCgroupFiles(TOP, template());
  private final V1Limits limits = new V1Limits(List.of(directory("cpu", "memory", "devices")));

  @Test
  void memoryShrinksBeforeSwapAndGrowsAfterIt() {
    files.set(TOP + "/memory.memsw.limit_in_bytes", "1000");
    limits.apply(memory(500, 800));
    assertThat(files.writes())
        .containsExactly(
            TOP + "/memory.limit_in_bytes=500", TOP + "/memory.memsw.limit_in_bytes=800");
    files.writes().clear();
    limits.apply(memory(2000, 3000));
    assertThat(files.writes())
        .containsExactly(
            TOP + "/memory.memsw.limit_in_bytes=3000", TOP + "/memory.limit_in_bytes=2000");
    files.writes().clear();
    limits.apply(memory(4000, -1));
    assertThat(files.writes())
        .containsExactly(
            TOP + "/memory.memsw.limit_in_bytes=-1", TOP + "/memory.limit_in_bytes=4000");
  }

  @Test
  void deviceRulesStartFromDenyingAll() {
    limits.applyDevices(
        List.of(
            new DeviceRule(true, 'c', 1, 3, "rwm"),
            new DeviceRule(true, 'c', 1, 5, "r"),
            new DeviceRule(false, 'c', 10, 229, "rwm"),
            DeviceRule.allowAll()));
    assertThat(files.writes())
        .containsExactly(
            TOP + "/devices.deny=a",
            TOP + "/devices.allow=c 1:3 rwm",
            TOP + "/devices.allow=c 1:5 r",
            TOP + "/devices.deny=c 10:229 rwm",
            TOP + "/devices.allow=a");
  }

  @Test
  void withoutRulesDevicesAreLeftAlone() {
    limits.applyDevices(List.of());
    limits.apply(CgroupLimits.NONE);
    assertThat(files.writes()).isEmpty();
  }

  @Test
  void aMissingControllerIsNamed() {
    var pids = new CgroupLimits(0, 0, 0, false, 0, 0, 0, "", "", 10, 0, List.of());
    assertThatThrownBy(() -> limits.apply(pids))
        .isInstanceOf(LinuxException.class)
        .hasMessage("limit pids controller: No such device (ENODEV)");
  }

  @Test
  void featuresFollowFromTheFiles() {
    assertThat(V1Limits.features(List.of(directory("cpu", "memory"))))
        .isEqualTo(
            new CgroupFeatures(
                true, true, false, false, true, false, false, false, false, false, false, false,
                false));
  }

  @Test
  void bytesPerDeviceAreGathered() {
    assertThat(V1Statistics.byDevice("8:0 Read 10\n8:0 Write 20\n8:0 Total 30\nTotal 30\n"))
        .isEqualTo(Map.of("8:0", Map.of("Read", 10L, "Write", 20L, "Total", 30L)));
  }

  @Test
  void numbersBeyondALongAreTheGreatest() {
    assertThat(FlatKeyed.number("max")).isEqualTo(Long.MAX_VALUE);
    assertThat(FlatKeyed.number("18446744073709551615")).isEqualTo(Long.MAX_VALUE);
    assertThat(FlatKeyed.parse("a 1\nbroken\nb 2\n").values()).isEqualTo(Map.of("a", 1L, "b", 2L));
  }

  private CgroupDirectory directory(String... controllers) {
    return new CgroupDirectory(files, new CgroupMount(TOP, Set.of(controllers), false), "");
  }

  private static CgroupLimits memory(long memory, long swap) {
    return new CgroupLimits(memory, 0, swap, false, 0, 0, 0, "", "", 0, 0, List.of());
  }

  private static Map<String, String> template() {
    var template = new HashMap<String, String>();
    for (String file :
        List.of(
            "memory.limit_in_bytes",
            "memory.memsw.limit_in_bytes",
            "cpu.shares",
            "devices.allow",
            "devices.deny")) {
      template.put(file, "");
    }
    return template;
  }
}
