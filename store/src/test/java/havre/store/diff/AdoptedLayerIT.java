package havre.store.diff;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.Fd;
import havre.linux.fs.Entries;
import havre.linux.fs.ExtendedAttributes;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A directory that becomes a layer by being moved is the layer that its archive describes.
class AdoptedLayerIT {
  @TempDir Path folder;
  private Path upper = Path.of("");
  private Path layer = Path.of("");

  @BeforeEach
  void makeFolders() throws IOException {
    upper = Files.createDirectories(folder.resolve("snapshot/diff"));
    layer = Files.createDirectory(folder.resolve("layer"));
    Files.createDirectory(upper.resolve("d"));
    Files.writeString(upper.resolve("d/a"), "content");
    Files.writeString(upper.resolve("empty"), "");
    Files.createLink(upper.resolve("again"), upper.resolve("d/a"));
    Files.createSymbolicLink(upper.resolve("link"), Path.of("/d/a"));
  }

  private LayerArchive.Unpacked adopt() throws IOException {
    return AdoptedLayer.adopt(upper, layer, TarLimits.DEFAULT);
  }

  /// Writing the archive checks that it has the layer's digest.
  private byte[] archive(LayerArchive.Unpacked adopted) throws IOException {
    var archive = new ByteArrayOutputStream();
    LayerArchive.write(layer, adopted.diffId(), archive);
    assertThat(archive.size()).isEqualTo(adopted.archiveSize());
    return archive.toByteArray();
  }

  @Test
  void movesTheDirectoryAndGivesItsArchive() throws IOException {
    try (Fd root = Open.path(upper.toString(), OpenHow.DIRECTORY)) {
      Entries.makeNode(root, "hidden", FileStatus.CHARACTER_DEVICE, 0, 0);
      try (Fd directory = Open.at(root, "d", OpenHow.DIRECTORY)) {
        ExtendedAttributes.set(directory, LayerUnpacker.OPAQUE_ATTRIBUTE, "y".getBytes(UTF_8));
      }
    }
    Object inode = Files.getAttribute(upper.resolve("d/a"), "unix:ino");

    LayerArchive.Unpacked adopted = adopt();

    Path root = layer.resolve(LayerArchive.DIFF);
    assertThat(Files.getAttribute(root.resolve("d/a"), "unix:ino")).isEqualTo(inode);
    assertThat(Files.getAttribute(root, "unix:mode")).isEqualTo(0040755);
    assertThat(upper).doesNotExist();
    assertThat(adopted.size()).isEqualTo("content".length());
    Path again = Files.createDirectory(folder.resolve("again"));
    assertThat(
            LayerArchive.unpack(
                new ByteArrayInputStream(archive(adopted)), again, TarLimits.DEFAULT))
        .isEqualTo(adopted);
  }

  @Test
  void copiesWhereAFileIsCalledLikeAWhiteout() throws IOException {
    Files.writeString(upper.resolve(".wh.other"), "");

    LayerArchive.Unpacked adopted = adopt();

    Path root = layer.resolve(LayerArchive.DIFF);
    assertThat(FileStatus.ofPath(root.resolve("other").toString()))
        .matches(LayerUnpacker::isWhiteout);
    assertThat(root.resolve("d/a")).hasContent("content");
    assertThat(archive(adopted)).isNotEmpty();
  }
}
