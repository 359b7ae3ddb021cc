package havre.engine.launch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostMountsTest {
  private static final Path SOURCE = Path.of("/srv/data");
  private final HostMounts mounts =
      new HostMounts(
          List.of(
              "21 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
              "22 21 254:1 / /srv rw,relatime shared:5 - ext4 /dev/vdb rw",
              "23 21 254:2 / /mnt rw,relatime master:5 - ext4 /dev/vdc rw"));

  @Test
  void passesOnWhatTheHostPassesOn() {
    assertThatCode(() -> mounts.require(SOURCE, 22, true)).doesNotThrowAnyException();
    assertThatCode(() -> mounts.require(SOURCE, 22, false)).doesNotThrowAnyException();
    assertThatCode(() -> mounts.require(SOURCE, 23, false)).doesNotThrowAnyException();
  }

  @Test
  void refusesWhatTheHostKeepsToItself() {
    assertThatThrownBy(() -> mounts.require(SOURCE, 21, true))
        .hasMessage("path /srv/data is mounted on / but it is not a shared mount");
    assertThatThrownBy(() -> mounts.require(SOURCE, 23, true))
        .hasMessage("path /srv/data is mounted on /mnt but it is not a shared mount");
    assertThatThrownBy(() -> mounts.require(SOURCE, 21, false))
        .hasMessage("path /srv/data is mounted on / but it is not a shared or slave mount");
  }
}
