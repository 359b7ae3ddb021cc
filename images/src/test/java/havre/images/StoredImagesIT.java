package havre.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.Digest;
import havre.oci.image.Descriptor;
import havre.oci.image.Index;
import havre.oci.image.MediaTypes;
import havre.oci.image.OciLayout;
import havre.oci.image.Platform;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import havre.store.metadata.Database;
import havre.store.snapshots.OverlayLayerStore;
import havre.store.snapshots.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images over the real layer store and state file.
class StoredImagesIT {
  @TempDir Path folder;

  private final List<ImageUses.Use> uses = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final AtomicLong tick = new AtomicLong();
  private Database database;
  private OverlayLayerStore layers;
  private StoredImages images;

  @BeforeEach
  void open() {
    database =
        Database.open(
            folder.resolve("state.db"), List.of(OverlayLayerStore.schema(), StoredImages.schema()));
    layers = OverlayLayerStore.open(database, folder);
    images =
        new StoredImages(
            database,
            layers,
            _ -> uses,
            (action, _, _) -> events.add(action),
            InstantSource.system(),
            folder.resolve("tmp"));
  }

  @AfterEach
  void close() throws InterruptedException {
    layers.awaitRemovals();
    layers.close();
    database.close();
  }

  @Test
  void importsAndKeepsOverARestart() throws Exception {
    Image image = imported("app:1", archive(Map.of("etc/f", "hello")));
    close();
    open();
    assertThat(images.resolve("app:1").id()).isEqualTo(image.id());
    assertThat(images.resolve(image.id().hex().substring(0, 12)).id()).isEqualTo(image.id());
    assertThat(images.resolve("app:1").config().cmd()).containsExactly("/bin/sh", "-c", "run it");
    assertThat(images.resolve("app:1").config().env()).containsExactly("A=b c");
    Snapshot snapshot = layers.createSnapshot("c1", image.chainId());
    assertThat(snapshot.lower().getFirst().resolve("etc/f")).hasContent("hello");
    layers.removeSnapshot("c1");
  }

  @Test
  void comesBackTheSameFromItsOwnArchive() throws Exception {
    Image image = imported("app:1", archive(Map.of("etc/f", "hello", "g", "x".repeat(100_000))));
    var out = new ByteArrayOutputStream();
    images.save(List.of("app:1"), null).writeTo(out);
    images.remove("app:1", false, true);
    assertThat(images.all()).isEmpty();
    assertThat(layers.find(image.chainId())).isEmpty();
    var said = new StringBuilder();
    List<Image> loaded =
        images.load(
            new ByteArrayInputStream(out.toByteArray()),
            null,
            new Progress() {
              @Override
              public void stream(String text) {
                said.append(text);
              }

              @Override
              public void status(String id, String status, long current, long total) {}
            });
    assertThat(loaded).extracting(Image::id).containsExactly(image.id());
    assertThat(said).hasToString("Loaded image: app:1\n");
    assertThat(events).containsExactly("tag", "import", "save", "untag", "delete", "load");
  }

  @Test
  void givesBackTheArchiveByteForByte() throws Exception {
    byte[] archive = awkwardArchive();
    Image image = imported("awkward", archive);
    var out = new ByteArrayOutputStream();
    layers.writeArchive(image.chainId(), out);
    assertThat(out.toByteArray()).isEqualTo(archive);
    assertThat(image.document().diffIds()).containsExactly(Digest.sha256(archive));
  }

  @Test
  void refusesWhatLeadsOut() throws Exception {
    for (String name : List.of("../out", "a/../../out")) {
      assertThatThrownBy(() -> imported("bad", archive(Map.of(name, "x"))))
          .as(name)
          .hasMessageContaining("leads out");
    }
    assertThatThrownBy(() ->
            imported(
                "bad",
                tar(out -> {
                  link(out, "hard", TarConstants.LF_LINK, "../../../etc/passwd");
                })))
        .hasMessageContaining("leads out");
    Path witness = Files.createDirectory(folder.resolve("witness"));
    imported(
        "links",
        tar(out -> {
          link(out, "away", TarConstants.LF_SYMLINK, witness.toString());
          file(out, "away/f", "x");
        }));
    assertThat(witness).isEmptyDirectory();
    assertThat(images.all()).hasSize(1);
    assertThat(
            Files.list(folder.resolve("layers"))
                .filter(p -> !p.getFileName().toString().startsWith(".removing"))
                .toList())
        .hasSize(1);
  }

  @Test
  void turnsWhiteoutsIntoOverlays() throws Exception {
    Image image = imported("w", archive(Map.of("d/.wh.gone", "", "e/.wh..wh..opq", "")));
    Path diff = layers.find(image.chainId()).orElseThrow().directory();
    assertThat(Files.getAttribute(diff.resolve("d/gone"), "unix:rdev")).isEqualTo(0L);
    assertThat(diff.resolve("e/.wh..wh..opq")).doesNotExist();
  }

  @Test
  void removesAsDockerDoes() throws Exception {
    Image image = imported("one:1", archive(Map.of("f", "1")));
    images.tag("one:1", ImageReference.parse("two:1"));
    assertThatThrownBy(() -> images.remove(image.id().hex().substring(0, 12), false, true))
        .hasMessageContaining("must be forced) - image is referenced in multiple repositories");
    assertThat(images.remove("two:1", false, true)).containsExactly(RemovedImage.untagged("two:1"));
    uses.add(new ImageUses.Use("c".repeat(64), "one:1", false));
    assertThatThrownBy(() -> images.remove("one:1", false, true))
        .hasMessage(
            "conflict: unable to remove repository reference \"one:1\" (must force) - container cccccccccccc is using its referenced image "
                + image.id().hex().substring(0, 12));
    images.remove("one:1", true, true);
    assertThatThrownBy(() -> images.resolve("one:1")).hasMessage("No such image: one:1");
  }

  @Test
  void filtersAndPrunes() throws Exception {
    imported("lib/a:1", archive(Map.of("f", "1")));
    imported("b:2", archive(Map.of("f", "2")));
    Image third = imported(null, archive(Map.of("f", "3")));
    assertThat(names(Map.of("reference", List.of("lib/*")))).containsExactly("lib/a:1");
    assertThat(names(Map.of("reference", List.of("b")))).containsExactly("b:2");
    images.tag("b:2", ImageReference.parse("c:2"));
    assertThat(names(Map.of("reference", List.of("c", "nowhere")))).containsExactly("c:2");
    assertThatThrownBy(() -> images.tag("b:2", ImageReference.parse("sha256:tag")))
        .hasMessage("refusing to create an ambiguous tag using digest algorithm as name");
    assertThat(images.list(ImageFilters.ofList(Map.of("dangling", List.of("true"))), false))
        .extracting(Image::id)
        .containsExactly(third.id());
    assertThat(images.prune(ImageFilters.none()).removed())
        .contains(RemovedImage.deleted(third.id().toString()));
    assertThat(images.all()).hasSize(2);
  }

  @Test
  void loadsNothingFromAnArchiveThatLies() throws Exception {
    imported("app:1", archive(Map.of("f", "1")));
    var out = new ByteArrayOutputStream();
    images.save(List.of("app:1"), null).writeTo(out);
    images.remove("app:1", false, true);
    byte[] broken = out.toByteArray();
    String text = new String(broken, StandardCharsets.ISO_8859_1);
    int at = text.indexOf("\0f\0") >= 0 ? text.indexOf("\0f\0") : text.indexOf("f\0\0\0\0");
    broken[at] = 'g';
    assertThatThrownBy(() -> images.load(new ByteArrayInputStream(broken), null, Progress.none()))
        .isInstanceOf(havre.common.HavreException.class);
    assertThat(images.all()).isEmpty();
  }

  @Test
  void prunesAllNamesButTheLastOfAnImageInUse() throws Exception {
    Image image = imported("used:1", archive(Map.of("f", "x")));
    images.tag("used:1", ImageReference.parse("used:2"));
    images.tag("used:1", ImageReference.parse("other:1"));
    uses.add(new ImageUses.Use("a".repeat(64), "used", false));
    var all = ImageFilters.ofPrune(Map.of("dangling", List.of("false")));
    PruneReport report = images.prune(all);
    assertThat(report.removed()).hasSize(2).allMatch(step -> step.deleted() == null);
    assertThat(report.spaceReclaimed()).isZero();
    assertThat(images.resolve(image.id().toString()).tags()).hasSize(1);
    uses.clear();
    report = images.prune(all);
    assertThat(report.removed()).hasSize(3);
    assertThat(report.spaceReclaimed()).isEqualTo(1);
    assertThat(images.all()).isEmpty();
  }

  @Test
  void collectsTheLongestNamedDownToTheLowMark() throws Exception {
    imported("first:1", archive(Map.of("f", "x".repeat(100))));
    Image used = imported("used:1", archive(Map.of("f", "y".repeat(100))));
    imported("last:1", archive(Map.of("f", "z".repeat(100))));
    images =
        new StoredImages(
            database,
            layers,
            id ->
                id.equals(used.id())
                    ? List.of(new ImageUses.Use("a".repeat(64), "used:1", false))
                    : List.of(),
            (action, _, _) -> events.add(action),
            () -> java.time.Instant.now().plusSeconds(tick.incrementAndGet()),
            folder.resolve("tmp"));
    images.tag("first:1", ImageReference.parse("newest:1"));
    assertThat(images.collect(300, 0, false).removed()).isEmpty();
    PruneReport told = images.collect(299, 200, true);
    assertThat(told.spaceReclaimed()).isEqualTo(100);
    assertThat(told.removed().getFirst().untagged()).isEqualTo("last:1");
    assertThat(images.all()).hasSize(3);
    assertThat(images.collect(299, 200, false).spaceReclaimed()).isEqualTo(100);
    assertThat(images.find("last:1")).isEmpty();
    assertThat(images.collect(199, 0, false).spaceReclaimed()).isEqualTo(100);
    assertThat(images.all()).extracting(Image::id).containsExactly(used.id());
  }

  @Test
  void keepsSeveralPlatformsUnderAName() throws Exception {
    var elsewhere = Platform.of("linux", "s390x");
    Image own = imported("own:1", archive(Map.of("f", "own")));
    Image foreign = imported("foreign:1", archive(Map.of("f", "foreign")), elsewhere);
    images.load(new ByteArrayInputStream(layout("several:1", foreign, own)), null, Progress.none());
    images.remove("foreign:1", false, true);
    images.tag("several:1", ImageReference.parse("copy:1"));
    for (String name : List.of("several:1", "copy:1")) {
      assertThat(images.resolve(name).id()).isEqualTo(own.id());
      assertThat(images.resolve(name, elsewhere).id()).isEqualTo(foreign.id());
    }
    close();
    open();
    assertThat(images.resolve("several:1").id()).isEqualTo(own.id());
    assertThat(images.resolve("copy:1", elsewhere).id()).isEqualTo(foreign.id());
    assertThat(images.list(ImageFilters.none(), false))
        .extracting(Image::id)
        .containsOnly(own.id());
    assertThat(images.prune(ImageFilters.none()).removed()).isEmpty();
    assertThat(images.remove("copy:1", false, true)).hasSize(2);
    images.remove("own:1", false, true);
    images.remove(own.id().toString(), false, true);
    assertThat(images.resolve("several:1").id()).isEqualTo(foreign.id());
    images.remove("several:1", false, true);
    assertThat(images.all()).isEmpty();
  }

  /// An OCI layout in which a name has an index.
  private byte[] layout(String name, Image... platforms) throws IOException {
    return tar(out -> {
      var manifests = new ArrayList<Descriptor>();
      for (Image image : platforms) {
        SavedManifest manifest = SavedManifest.of(image.document(), layers);
        manifests.add(manifest.descriptor());
        blob(out, manifest.bytes());
        blob(out, image.document().raw());
        var layer = new ByteArrayOutputStream();
        layers.writeArchive(image.chainId(), layer);
        blob(out, layer.toByteArray());
      }
      byte[] index = Json.bytes(Index.of(manifests));
      blob(out, index);
      Descriptor named =
          Descriptor.of(MediaTypes.OCI_INDEX, Digest.sha256(index), index.length)
              .withAnnotations(Map.of(OciLayout.CONTAINERD_IMAGE_NAME, name));
      file(out, OciLayout.INDEX_FILE, Json.text(Index.of(List.of(named))));
      file(out, OciLayout.FILE, Json.text(new OciLayout(OciLayout.VERSION)));
    });
  }

  private static void blob(TarArchiveOutputStream out, byte[] content) throws IOException {
    var entry = new TarArchiveEntry("blobs/sha256/" + Digest.sha256(content).hex());
    entry.setSize(content.length);
    out.putArchiveEntry(entry);
    out.write(content);
    out.closeArchiveEntry();
  }

  @Test
  void keepsTheOneNameOfAnImageInUse() throws Exception {
    Image image = imported("used:1", archive(Map.of("f", "x")));
    ImageReference name = ImageReference.parse("used:1");
    images.tag(
        "used:1", new ImageReference(name.domain(), name.path(), null, image.id())); // as of a pull
    uses.add(new ImageUses.Use("a".repeat(64), "used", false));
    assertThatThrownBy(() -> images.remove("used:1", false, true))
        .hasMessageStartingWith(
            "conflict: unable to remove repository reference \"used:1\" (must force)");
    assertThat(images.remove("used:1", true, true)).isNotEmpty();
  }

  private List<String> names(Map<String, List<String>> filters) {
    return images.list(ImageFilters.ofList(filters), false).stream()
        .flatMap(image -> image.tags().stream())
        .map(ImageReference::familiar)
        .toList();
  }

  private Image imported(String name, byte[] archive) throws IOException {
    return imported(name, archive, null);
  }

  private Image imported(String name, byte[] archive, Platform platform) throws IOException {
    var request =
        new ImportRequest(
            name == null ? null : ImageReference.parse(name),
            "",
            List.of("CMD run it", "ENV A=\"b c\""),
            platform,
            "-");
    return images.importImage(request, new ByteArrayInputStream(archive), Progress.none());
  }

  private interface Filling {
    void fill(TarArchiveOutputStream out) throws IOException;
  }

  private static byte[] tar(Filling filling) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new TarArchiveOutputStream(bytes)) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      filling.fill(out);
    }
    return bytes.toByteArray();
  }

  private static byte[] archive(Map<String, String> files) throws IOException {
    return tar(out -> {
      for (Map.Entry<String, String> file : files.entrySet()) {
        file(out, file.getKey(), file.getValue());
      }
    });
  }

  private static byte[] awkwardArchive() throws IOException {
    return tar(out -> {
      file(out, "twice", "first");
      file(out, "n".repeat(90) + "/" + "m".repeat(90), "long name");
      file(out, "twice", "second, and longer");
      link(out, "hard", TarConstants.LF_LINK, "twice");
      link(out, "soft", TarConstants.LF_SYMLINK, "/nowhere");
      file(out, "gone/inner", "content of a file that goes");
      file(out, "gone", "a file in place of a folder");
      file(out, ".wh.x", "whiteouts may hold bytes");
    });
  }

  private static void file(TarArchiveOutputStream out, String name, String content)
      throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    var entry = new TarArchiveEntry(name, true);
    entry.setSize(bytes.length);
    out.putArchiveEntry(entry);
    out.write(bytes);
    out.closeArchiveEntry();
  }

  private static void link(TarArchiveOutputStream out, String name, byte type, String target)
      throws IOException {
    var entry = new TarArchiveEntry(name, type);
    entry.setLinkName(target);
    out.putArchiveEntry(entry);
    out.closeArchiveEntry();
  }
}
