package havre.store.diff;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Archives that try to reach out of their layer, to fill the disk, or to bring the reader down.
/// Beside the layer lies a folder that must stay as it is.
class HostileArchiveIT {
  private static final TarLimits SMALL = new TarLimits(20, 4096, 100_000, 10_000, 8);

  @TempDir Path folder;
  private Path layer = Path.of("");
  private int count;

  @BeforeEach
  void makeOutside() throws IOException {
    Files.createDirectory(folder.resolve("outside"));
    Files.writeString(folder.resolve("outside/secret"), "secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/../../x", "../../../../../../tmp/x", "..", "a/../.."})
  void refusesNamesThatLeadOut(String name) {
    assertRefused(new TestArchive().file(name, "x").bytes(), "leads out");
  }

  @Test
  void takesAbsoluteNamesFromTheLayersRoot() throws IOException {
    unpack(new TestArchive().file("/etc/havre-test", "x").bytes());
    assertThat(root().resolve("etc/havre-test")).hasContent("x");
    assertThat(Path.of("/etc/havre-test")).doesNotExist();
  }

  @Test
  void followsLinksInsideTheLayerAlone() throws IOException {
    String outside = folder.resolve("outside").toString();
    unpack(
        new TestArchive()
            .symbolicLink("absolute", outside)
            .directory("deep")
            .symbolicLink("deep/climbing", "../../../../.." + outside)
            .file("absolute/one", "1")
            .file("deep/climbing/two", "2")
            .bytes());
    assertThat(folder.resolve("outside")).isDirectoryNotContaining("glob:**/{one,two}");
  }

  @Test
  void replacesALinkInsteadOfWritingThroughIt() throws IOException {
    Path secret = folder.resolve("outside/secret");
    unpack(new TestArchive().symbolicLink("f", secret.toString()).file("f", "mine").bytes());
    assertThat(root().resolve("f")).hasContent("mine").satisfies(HostileArchiveIT::isPlain);
    assertThat(secret).hasContent("secret");
  }

  @Test
  void linksNothingFromOutside() {
    Path secret = folder.resolve("outside/secret");
    assertRefused(new TestArchive().hardLink("stolen", secret.toString()).bytes(), "stolen");
    assertRefused(
        new TestArchive()
            .symbolicLink("way", folder.resolve("outside").toString())
            .hardLink("stolen", "way/secret")
            .bytes(),
        "stolen");
  }

  @Test
  void makesDevicesOnlyInsideTheLayer() throws IOException {
    unpack(
        new TestArchive()
            .symbolicLink("dev", folder.resolve("outside").toString())
            .device("dev/kmem", 1, 2)
            .bytes());
    assertThat(folder.resolve("outside/kmem")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {".wh.", ".wh..", ".wh...", "a/.wh..", "a/.wh..."})
  void refusesWhiteoutsOfFoldersThemselves(String name) {
    assertRefused(new TestArchive().directory("a").file(name, "").bytes(), "whiteout");
  }

  @Test
  void keepsSpecialModesAndCapabilities() throws IOException {
    unpack(
        new TestArchive()
            .file("su", "x", 04755)
            .record("marked", "SCHILY.xattr.user.mark", "yes")
            .bytes());
    assertThat((int) Files.getAttribute(root().resolve("su"), "unix:mode") & 07777)
        .isEqualTo(04755);
    assertThat(Files.getAttribute(root().resolve("marked"), "user:mark"))
        .isEqualTo("yes".getBytes(UTF_8));
  }

  @Test
  void readsJunkAfterTheEndUpToALimit() throws IOException {
    byte[] good = new TestArchive().file("f", "x").bytes();
    unpack(Arrays.copyOf(good, good.length + 9_000));
    assertThat(root().resolve("f")).hasContent("x");
    assertRefused(Arrays.copyOf(good, good.length + 20_000), "");
  }

  @Test
  void refusesWhatGrowsWithoutEnd() {
    assertRefused(new TestArchive().record("f", "comment", "x".repeat(10_000)).bytes(), "too long");
    assertRefused(new TestArchive().file("d/".repeat(9) + "f", "x").bytes(), "");
    assertRefused(new TestArchive().file("big", "x".repeat(100_001)).bytes(), "larger than");
    String sparse =
        new String(
            new TestArchive()
                .record("f", "XXX.sparse.size", "9223372036854775807", "XXX.sparse.map", "0,0")
                .bytes(),
            ISO_8859_1);
    // the library that writes the archive would not write such a record
    assertRefused(sparse.replace("XXX", "GNU").getBytes(ISO_8859_1), "larger than");
    var many = new TestArchive();
    for (int i = 0; i < 21; i++) {
      many.file("f" + i, "");
    }
    assertRefused(many.bytes(), "more than 20 entries");
  }

  @Test
  void noticesEveryTruncation() throws IOException {
    byte[] whole = new TestArchive().directory("d").file("d/f", "x".repeat(2000)).bytes();
    int content = 512 + 512 + 2000;
    for (int length = 1; length < content; length += 97) {
      if (length % 512 != 0 || length > 1024) {
        assertRefused(Arrays.copyOf(whole, length), "");
      }
    }
  }

  /// Whatever comes, the answer is a layer that gives its archive back, or a clear refusal.
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void survivesDamage(long seed) throws IOException {
    byte[] whole =
        new TestArchive()
            .directory("d")
            .file("d/f", "x".repeat(700))
            .symbolicLink("d/l", "f")
            .hardLink("d/h", "d/f")
            .record("d/r", "SCHILY.xattr.user.mark", "yes")
            .file("d/.wh.gone", "")
            .bytes();
    var random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      byte[] damaged = whole.clone();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        LayerArchive.Unpacked unpacked = unpack(damaged);
        var out = new ByteArrayOutputStream();
        LayerArchive.write(layer, unpacked.diffId(), out);
        assertThat(out.toByteArray()).as("seed %d round %d", seed, round).isEqualTo(damaged);
      } catch (HavreException e) {
        assertThat(e.kind())
            .as("seed %d round %d: %s", seed, round, e)
            .isEqualTo(ErrorKind.INVALID);
      }
    }
    assertThat(folder.resolve("outside/secret")).hasContent("secret");
  }

  private LayerArchive.Unpacked unpack(byte[] archive) throws IOException {
    layer = Files.createDirectory(folder.resolve("layer" + count++));
    return LayerArchive.unpack(new ByteArrayInputStream(archive), layer, SMALL);
  }

  private void assertRefused(byte[] archive, String reason) {
    assertThatThrownBy(() -> unpack(archive))
        .isInstanceOfSatisfying(
            HavreException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID))
        .hasMessageContaining(reason);
    assertThat(folder.resolve("outside")).isDirectoryContaining("glob:**/secret");
  }

  private Path root() {
    return layer.resolve(LayerArchive.DIFF);
  }

  private static void isPlain(Path file) {
    assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }
}
