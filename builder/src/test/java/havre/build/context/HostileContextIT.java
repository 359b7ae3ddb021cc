package havre.build.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contexts that ask for more than there is are refused, and nothing of them stays.
class HostileContextIT {
  private static final int MEGABYTE = 1 << 20;

  @TempDir Path folder;

  @BeforeEach
  void mount() throws Exception {
    run("mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=500", "t", folder.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", folder.toString());
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private interface Content {
    void writeTo(TarArchiveOutputStream tar) throws IOException;
  }

  /// A compressed archive.
  private static InputStream archive(Content content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes);
        var tar = new TarArchiveOutputStream(gzip)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      content.writeTo(tar);
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static void entry(TarArchiveOutputStream tar, String name, long size) throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setSize(size);
    tar.putArchiveEntry(entry);
  }

  private void refused(InputStream archive, String reason) {
    var contexts = new KeptContexts(folder, Clock.systemUTC());
    assertThatThrownBy(() -> contexts.unpack("x", archive))
        .isInstanceOfSatisfying(
            HavreException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID))
        .hasMessageContaining("Error processing tar file: ")
        .hasMessageContaining(reason);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void bombOfZeros() throws IOException {
    InputStream bomb =
        archive(tar -> {
          entry(tar, "zeros", 32L * MEGABYTE);
          for (int i = 0; i < 32; i++) {
            tar.write(new byte[MEGABYTE]);
          }
          tar.closeArchiveEntry();
        });
    assertThat(bomb.available()).isLessThan(MEGABYTE);
    refused(bomb, "o space left on device");
  }

  @Test
  void entriesWithoutNumber() throws IOException {
    refused(
        archive(tar -> {
          for (int i = 0; i < 1000; i++) {
            entry(tar, "f" + i, 0);
            tar.closeArchiveEntry();
          }
        }),
        "o space left on device");
  }

  @Test
  void foldersWithoutEnd() throws IOException {
    refused(
        archive(tar -> {
          entry(tar, "d/".repeat(1500) + "f", 0);
          tar.closeArchiveEntry();
        }),
        "archive entry has more than 1024 path components");
  }
}
