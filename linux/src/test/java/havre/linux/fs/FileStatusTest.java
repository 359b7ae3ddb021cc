package havre.linux.fs;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.Fd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStatusTest {
  @TempDir Path folder;

  @Test
  void itAgreesWithWhatJavaSees() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "content");
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000_000, 123_456_000)));
    var status = FileStatus.ofPath(file.toString());
    var attributes = Files.readAttributes(file, "unix:ino,size,nlink,uid,gid,mode");
    assertThat(status.inode()).isEqualTo(attributes.get("ino"));
    assertThat(status.size()).isEqualTo(attributes.get("size"));
    assertThat(status.uid()).isEqualTo(attributes.get("uid"));
    assertThat(status.gid()).isEqualTo(attributes.get("gid"));
    assertThat(status.mode()).isEqualTo(attributes.get("mode"));
    assertThat(status.links()).isEqualTo(1);
    assertThat(status.modifiedSeconds()).isEqualTo(1_000_000);
    assertThat(status.modifiedNanos()).isEqualTo(123_456_000);
    assertThat(status.isRegular()).isTrue();
  }

  @Test
  void devicesHaveNumbers() {
    var status = FileStatus.ofPath("/dev/null");
    assertThat(status.type()).isEqualTo(FileStatus.CHARACTER_DEVICE);
    assertThat(status.specialMajor()).isEqualTo(1);
    assertThat(status.specialMinor()).isEqualTo(3);
  }

  @Test
  void linksAreFollowedOnlyByPath() throws Exception {
    Files.createSymbolicLink(folder.resolve("link"), Path.of("."));
    assertThat(FileStatus.ofPath(folder.resolve("link").toString()).isDirectory()).isTrue();
    try (Fd directory = Open.path(folder.toString(), OpenHow.PATH_DIRECTORY)) {
      assertThat(FileStatus.at(directory, "link").isSymlink()).isTrue();
    }
  }

  @Test
  void theFileSystemIsKnown() {
    try (Fd proc = Open.path("/proc/self/status", OpenHow.PATH);
        Fd root = Open.path("/", OpenHow.PATH);
        Fd again = Open.again(root, OpenHow.DIRECTORY)) {
      assertThat(FileSystemStatistics.of(proc).type()).isEqualTo(FileSystemStatistics.PROC);
      var statistics = FileSystemStatistics.of(again);
      assertThat(statistics.totalBytes()).isGreaterThanOrEqualTo(statistics.availableBytes());
      assertThat(statistics.blockSize()).isPositive();
      assertThat(FileStatus.of(root).isSameFile(FileStatus.of(again))).isTrue();
      assertThat(FileStatus.of(root).isSameFile(FileStatus.of(proc))).isFalse();
    }
  }
}
