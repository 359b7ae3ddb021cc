package havre.linux.fs;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.Fd;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFlagsTest {
  @Test
  void tellsWhereThereAreNone() {
    try (Fd directory = Open.path("/proc", OpenHow.DIRECTORY)) {
      assertThat(FileFlags.add(directory, FileFlags.TOP_DIRECTORY)).isFalse();
    }
  }

  @Test
  void staysWhereItIs(@TempDir Path folder) {
    try (Fd directory = Open.path(folder.toString(), OpenHow.DIRECTORY)) {
      boolean known = FileFlags.add(directory, FileFlags.TOP_DIRECTORY);
      assertThat(FileFlags.add(directory, FileFlags.TOP_DIRECTORY)).isEqualTo(known);
    }
  }
}
