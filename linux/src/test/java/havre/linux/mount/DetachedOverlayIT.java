package havre.linux.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.Entries;
import havre.linux.fs.FileSystemStatistics;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.linux.io.Io;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DetachedOverlayIT {
  /// Both ways of mounting have to behave the same.
  enum Way {
    CONTEXT(DetachedOverlay::mountByContext),
    IN_PASSING(DetachedOverlay::mountInPassing),
    CHOSEN(DetachedOverlay::mount);

    private final Function<DetachedOverlay, Fd> mounting;

    Way(Function<DetachedOverlay, Fd> mounting) {
      this.mounting = mounting;
    }

    Fd mount(DetachedOverlay overlay) {
      return mounting.apply(overlay);
    }
  }

  @TempDir Path temporary;
  private Path folder;
  private String mountsBefore;

  @BeforeEach
  void mountTmpfs() throws Exception {
    folder = Files.createDirectory(temporary.resolve("fs"));
    Mounts.mount("tmpfs", folder.toString(), "tmpfs", 0, "");
    mountsBefore = Files.readString(Path.of("/proc/self/mountinfo"));
  }

  @AfterEach
  void unmountTmpfs() throws Exception {
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(mountsBefore);
    Mounts.unmount(folder.toString(), 0);
  }

  @ParameterizedTest
  @EnumSource
  void theTopmostLayerWinsAndChangesGoToTheUpperDirectory(Way way) throws Exception {
    Path bottom = layer("bottom", "same", "below");
    Path top = layer("top", "same", "above");
    Path upper = Files.createDirectory(folder.resolve("upper"));
    Path work = Files.createDirectory(folder.resolve("work"));
    var overlay = DetachedOverlay.writable(List.of(top, bottom), upper, work);
    try (var root = new Root(way.mount(overlay))) {
      assertThat(FileSystemStatistics.of(root.fd()).type()).isEqualTo(FileSystemStatistics.OVERLAY);
      assertThat(read(root, "same")).isEqualTo("above");
      assertThat(read(root, "only-bottom")).isEqualTo("bottom");
      try (Fd file = root.open("new", OpenHow.WRITE.createNew(0600))) {
        Io.writeFully(file, "new".getBytes(StandardCharsets.UTF_8));
      }
      Entries.removeFile(root.fd(), "only-bottom");
    }
    assertThat(upper.resolve("new")).hasContent("new");
    assertThat(upper.resolve("only-bottom")).exists();
  }

  @Test
  void aForgetfulOneIsMountedAgain() throws Exception {
    List<Path> layers = List.of(layer("one", "f", "1"), layer("two", "f", "2"));
    Path upper = Files.createDirectory(folder.resolve("upper"));
    Path work = Files.createDirectory(folder.resolve("work"));
    var overlay =
        new DetachedOverlay(layers, Optional.of(new DetachedOverlay.Upper(upper, work, true)));
    for (int i = 0; i < 2; i++) {
      try (Fd root = overlay.mount()) {
        assertThat(FileSystemStatistics.of(root).type()).isEqualTo(FileSystemStatistics.OVERLAY);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutAnUpperDirectoryItIsReadOnly(Way way) throws Exception {
    var overlay = DetachedOverlay.readOnly(List.of(layer("one", "f", "1"), layer("two", "f", "2")));
    try (var root = new Root(way.mount(overlay))) {
      assertThat(read(root, "f")).isEqualTo("1");
      assertThatThrownBy(() -> Entries.makeDirectory(root.fd(), "d", 0755))
          .isInstanceOfSatisfying(
              LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EROFS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyLayersWithLongPaths(Way way) throws Exception {
    Path long1 = Files.createDirectories(folder.resolve("l".repeat(200)).resolve("m".repeat(100)));
    var layers = new ArrayList<Path>();
    for (int i = 0; i < 150; i++) {
      Path layer = Files.createDirectory(long1.resolve("layer" + i));
      Files.createFile(layer.resolve("file" + i));
      layers.add(layer);
    }
    Path upper = Files.createDirectory(long1.resolve("upper"));
    Path work = Files.createDirectory(long1.resolve("work"));
    var overlay =
        new DetachedOverlay(layers, Optional.of(new DetachedOverlay.Upper(upper, work, true)));
    try (var root = new Root(way.mount(overlay));
        Fd directory = root.open("/", OpenHow.DIRECTORY)) {
      assertThat(DirectoryListing.of(directory)).hasSize(150);
    }
  }

  @Test
  void theKernelsReasonIsInTheError() throws Exception {
    Path lower = layer("one", "f", "1");
    Path upper = Files.createDirectory(folder.resolve("upper"));
    var overlay = DetachedOverlay.writable(List.of(lower), upper, Path.of("/proc"));
    assertThatThrownBy(overlay::mount)
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("overlay");
  }

  @Test
  void aMissingLayerIsNamed() {
    var overlay = DetachedOverlay.readOnly(List.of(folder.resolve("none"), folder.resolve("no")));
    assertThatThrownBy(overlay::mount)
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("ENOENT");
  }

  private Path layer(String name, String file, String content) throws Exception {
    Path layer = Files.createDirectory(folder.resolve(name));
    Files.writeString(layer.resolve(file), content);
    Files.writeString(layer.resolve("only-" + name), name);
    return layer;
  }

  private static String read(Root root, String path) {
    try (Fd file = root.open(path, OpenHow.READ)) {
      return new String(Io.readFully(file, 1000), StandardCharsets.UTF_8);
    }
  }
}
