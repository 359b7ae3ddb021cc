package havre.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.LinuxException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CgroupMountTest {
  private static final String V1 =
      """
      31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
      32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct
      35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
      40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,release_agent=/a,name=systemd
      """;
  private static final String UNIFIED =
      "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate\n";

  @Test
  void hierarchiesOfVersionOneAreFoundByTheirControllers() {
    assertThat(CgroupMount.parse(V1))
        .containsExactly(
            new CgroupMount("/sys/fs/cgroup/cpu,cpuacct", Set.of("cpu", "cpuacct"), false),
            new CgroupMount("/sys/fs/cgroup/memory", Set.of("memory"), false),
            new CgroupMount("/sys/fs/cgroup/systemd", Set.of("name=systemd"), false));
  }

  @Test
  void theVersionFollowsFromWhatIsMounted() {
    assertThat(cgroups(V1).version()).isEqualTo(CgroupVersion.V1);
    assertThat(cgroups(V1 + UNIFIED).version()).isEqualTo(CgroupVersion.HYBRID);
    assertThat(cgroups(UNIFIED).version()).isEqualTo(CgroupVersion.V2);
    assertThatThrownBy(() -> cgroups("22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"))
        .isInstanceOf(LinuxException.class);
  }

  @Test
  void aHierarchyMountedTwiceCountsOnce() {
    String again = UNIFIED.replace("/sys/fs/cgroup/unified", "/mnt/again");
    assertThat(CgroupMount.parse(UNIFIED + again))
        .containsExactly(new CgroupMount("/sys/fs/cgroup/unified", Set.of(), true));
  }

  @Test
  void blanksInMountPointsAreUnderstood() {
    String odd = UNIFIED.replace("/unified", "/my\\040groups");
    assertThat(CgroupMount.parse(odd).getFirst().directory()).isEqualTo("/sys/fs/cgroup/my groups");
  }

  @Test
  void linesThatAreNoMountsAreSkipped() {
    assertThat(CgroupMount.parse("nonsense\n - cgroup2\n1 2 - cgroup2 cgroup2 rw\n")).isEmpty();
  }

  private static Cgroups cgroups(String mountinfo) {
    List<CgroupMount> mounts = CgroupMount.parse(mountinfo);
    return new Cgroups(mounts, new InMemoryCgroupFiles("/sys/fs/cgroup", Map.of()));
  }
}
