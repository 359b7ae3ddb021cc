package havre.runtime.holder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CgroupMigrationTest {
  @Test
  void findsTheFileOfAHierarchy() {
    assertThat(CgroupMigration.procs("8:pids:/"))
        .contains(Path.of("/sys/fs/cgroup/pids/cgroup.procs"));
    assertThat(CgroupMigration.procs("4:memory:/a/b"))
        .contains(Path.of("/sys/fs/cgroup/memory/a/b/cgroup.procs"));
    assertThat(CgroupMigration.procs("9:name=systemd:/"))
        .contains(Path.of("/sys/fs/cgroup/systemd/cgroup.procs"));
  }

  @Test
  void leavesVersionTwoAlone() {
    assertThat(CgroupMigration.procs("0::/user.slice")).isEmpty();
    assertThat(CgroupMigration.procs("nonsense")).isEmpty();
  }
}
