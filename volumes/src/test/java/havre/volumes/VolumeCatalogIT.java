package havre.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeCatalogIT {
  @TempDir Path folder;

  private final InMemoryRecords records = new InMemoryRecords();
  private final List<String> events = new ArrayList<>();
  private VolumeCatalog volumes;

  @BeforeEach
  void open() {
    volumes =
        new VolumeCatalog(
            folder.resolve("volumes"),
            records,
            (action, name, _) -> events.add(action + " " + name),
            InstantSource.system());
  }

  @Test
  void keepsAVolumeOverARestart() {
    volumes.create(VolumeSpec.named("data"));
    open();
    assertThat(volumes.get("data").mountpoint()).isDirectory();
    assertThat(volumes.create(VolumeSpec.named("data"))).isEqualTo(volumes.get("data"));
    assertThat(events).containsExactly("create data");
  }

  @Test
  void refusesNamesThatArePaths() {
    for (String name : List.of("a", "../x", "a/b", ".hidden", "a b")) {
      assertThatThrownBy(() -> volumes.create(VolumeSpec.named(name)))
          .as(name)
          .isInstanceOf(HavreException.class);
    }
    assertThatThrownBy(() -> volumes.get("none")).hasMessage("get none: no such volume");
  }

  @Test
  void keepsAVolumeInUse() {
    volumes.create(VolumeSpec.named("used"));
    volumes.acquire("used", "c1");
    assertThatThrownBy(() -> volumes.remove("used", false))
        .hasMessage("remove used: volume is in use - [c1]");
    volumes.release("used", "c1");
    volumes.remove("used", false);
    assertThat(folder.resolve("volumes/used")).doesNotExist();
    volumes.remove("used", true);
  }

  @Test
  void prunesAnonymousVolumesAlone() throws IOException {
    Volume anonymous = volumes.create(VolumeSpec.anonymous());
    Files.writeString(anonymous.mountpoint().resolve("f"), "12345");
    volumes.create(VolumeSpec.named("named"));
    VolumePruneReport report = volumes.prune(VolumeFilters.none());
    assertThat(report.names()).containsExactly(anonymous.name());
    assertThat(report.spaceReclaimed()).isEqualTo(5);
    assertThat(volumes.list(VolumeFilters.none()).volumes())
        .extracting(Volume::name)
        .containsExactly("named");
  }

  @Test
  void filtersTheList() {
    volumes.create(new VolumeSpec("web", "", Map.of(), Map.of("tier", "front")));
    volumes.create(VolumeSpec.named("database"));
    assertThat(names(Map.of("label", List.of("tier=front")))).containsExactly("web");
    assertThat(names(Map.of("name", List.of("data")))).containsExactly("database");
    volumes.acquire("web", "c");
    assertThat(names(Map.of("dangling", List.of("true")))).containsExactly("database");
  }

  @Test
  void copiesUpWithOwnersModesAndLinks() throws IOException {
    Path image = folder.resolve("image");
    Path source = Files.createDirectories(image.resolve("srv/data/sub"));
    Files.writeString(source.resolve("f"), "content");
    Files.setAttribute(source.resolve("f"), "unix:uid", 33);
    Files.setPosixFilePermissions(
        source.resolve("f"), PosixFilePermissions.fromString("rw-r-----"));
    Files.createSymbolicLink(image.resolve("srv/data/link"), Path.of("/etc/passwd"));
    Files.createLink(source.resolve("g"), source.resolve("f"));
    volumes.create(VolumeSpec.named("up"));
    try (Fd root = Open.path(image.toString(), OpenHow.PATH_DIRECTORY)) {
      volumes.copyUp("up", root, "/srv/data", "c1");
    }
    Path data = volumes.get("up").mountpoint();
    assertThat(data.resolve("sub/f")).hasContent("content");
    assertThat(Files.getAttribute(data.resolve("sub/f"), "unix:uid")).isEqualTo(33);
    assertThat(Files.getAttribute(data.resolve("sub/f"), "unix:nlink")).isEqualTo(2);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("sub/f"))))
        .isEqualTo("rw-r-----");
    assertThat(Files.readSymbolicLink(data.resolve("link"))).hasToString("/etc/passwd");
  }

  @Test
  void copiesOnlyIntoAnEmptyVolumeAndAgainAfterACrash() throws IOException {
    Path image = Files.createDirectories(folder.resolve("image"));
    Files.createDirectory(image.resolve("d"));
    Files.writeString(image.resolve("d/f"), "new");
    Path data = volumes.create(VolumeSpec.named("up")).mountpoint();
    Files.writeString(data.resolve("half"), "old");
    try (Fd root = Open.path(image.toString(), OpenHow.PATH_DIRECTORY)) {
      volumes.copyUp("up", root, "d", "c1");
      assertThat(data.resolve("f")).doesNotExist();
      Files.createFile(data.resolveSibling("copying"));
      volumes.copyUp("up", root, "d", "c1");
    }
    assertThat(data.resolve("f")).hasContent("new");
    assertThat(data.resolve("half")).doesNotExist();
    assertThat(data.resolveSibling("copying")).doesNotExist();
  }

  /// CVE-2022-23648.
  @Test
  void neverCopiesFromOutsideTheImage() throws IOException {
    Path image = Files.createDirectories(folder.resolve("image"));
    Files.createDirectory(folder.resolve("secret"));
    Files.writeString(folder.resolve("secret/f"), "host");
    Files.createSymbolicLink(image.resolve("out"), folder.resolve("secret"));
    Path data = volumes.create(VolumeSpec.named("up")).mountpoint();
    try (Fd root = Open.path(image.toString(), OpenHow.PATH_DIRECTORY)) {
      volumes.copyUp("up", root, "/../../secret", "c1");
      volumes.copyUp("up", root, "../secret", "c1");
      volumes.copyUp("up", root, "out", "c1");
    }
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void sweepsWhatNoRecordNames() throws IOException {
    Files.createDirectories(folder.resolve("volumes/stray/_data/x"));
    open();
    assertThat(Files.exists(folder.resolve("volumes/stray"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  private List<String> names(Map<String, List<String>> filters) {
    return volumes.list(VolumeFilters.ofList(filters)).volumes().stream()
        .map(Volume::name)
        .toList();
  }

  private static final class InMemoryRecords implements VolumeRecords {
    private final Map<String, Volume> kept = new LinkedHashMap<>();

    @Override
    public List<Volume> load() {
      return List.copyOf(kept.values());
    }

    @Override
    public void put(Volume volume) {
      kept.put(volume.name(), volume);
    }

    @Override
    public void remove(String name) {
      kept.remove(name);
    }
  }
}
