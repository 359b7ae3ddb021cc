package havre.build.context;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.Fd;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDigestsTest {
  @TempDir Path folder;
  private Instant now = Instant.MAX.minus(Duration.ofDays(1));
  private final FileDigests digests = new FileDigests(() -> now);
  private int read;

  private byte[] digest(Path file) {
    try (Fd opened = Open.path(file.toString(), OpenHow.READ)) {
      return digests.of(FileStatus.of(opened), () -> new byte[] {(byte) ++read});
    }
  }

  @Test
  void readsAFileOnceUntilItChanges() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "one");
    assertThat(digest(file)).isEqualTo(digest(file)).containsExactly(1);
    Files.writeString(file, "other");
    assertThat(digest(file)).containsExactly(2);
    assertThat(digest(Files.writeString(folder.resolve("g"), "other"))).containsExactly(3);
    assertThat(digest(file)).containsExactly(2);
  }

  @Test
  void trustsNothingThatHasJustChanged() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "one");
    now = Instant.EPOCH;
    assertThat(digest(file)).containsExactly(1);
    assertThat(digest(file)).containsExactly(2);
  }
}
