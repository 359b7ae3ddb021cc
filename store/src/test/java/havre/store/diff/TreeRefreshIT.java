package havre.store.diff;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.Fd;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A tree unpacked over an earlier one is what it would be in an empty folder.
class TreeRefreshIT {
  @TempDir Path tree;
  @TempDir Path plain;

  private void refreshed(TestArchive archive) throws IOException {
    refreshed(archive.bytes());
  }

  private void refreshed(byte[] archive) throws IOException {
    unpack(archive, tree);
    try (Stream<Path> all = Files.list(plain)) {
      for (Path path : all.toList()) {
        delete(path);
      }
    }
    unpack(archive, plain);
    assertThat(description(tree)).isEqualTo(description(plain));
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.toList().reversed()) {
        Files.delete(each);
      }
    }
  }

  private static void unpack(byte[] archive, Path folder) throws IOException {
    try (Fd root = Open.path(folder.toString(), OpenHow.DIRECTORY)) {
      TreeExtraction.refresh(new ByteArrayInputStream(archive), root);
    }
  }

  private static TreeMap<String, String> description(Path root) throws IOException {
    var found = new TreeMap<String, String>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.filter(p -> !p.equals(root)).toList()) {
        var facts =
            Files.readAttributes(path, "unix:mode,uid,gid,nlink", LinkOption.NOFOLLOW_LINKS);
        String content =
            Files.isSymbolicLink(path)
                ? Files.readSymbolicLink(path).toString()
                : Files.isRegularFile(path) ? Files.readString(path) : "";
        found.put(root.relativize(path).toString(), new TreeMap<>(facts) + content);
      }
    }
    return found;
  }

  private Object inode(String path) throws IOException {
    return Files.getAttribute(tree.resolve(path), "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void keepsWhatIsTheSame() throws IOException {
    refreshed(new TestArchive().directory("d").file("d/a", "one").file("d/b", "two"));
    Object a = inode("d/a");
    refreshed(new TestArchive().directory("d").file("d/a", "one").file("d/b", "2"));
    assertThat(inode("d/a")).isEqualTo(a);
  }

  @Test
  void keepsDirectoriesThatTheArchiveImplies() throws IOException {
    refreshed(new TestArchive().file("d/e/a", "one").file("d/e/b", "two"));
    Object a = inode("d/e/a");
    refreshed(new TestArchive().file("d/e/a", "one").file("d/c", "three"));
    assertThat(inode("d/e/a")).isEqualTo(a);
    Files.setAttribute(tree.resolve("d/e"), "unix:mode", 0700);
    refreshed(new TestArchive().file("d/e/a", "one"));
    refreshed(new TestArchive().directory("f").symbolicLink("d", "f").file("d/g", "1"));
    refreshed(new TestArchive().file("d/g", "1"));
  }

  @Test
  void removesWhatIsNotThereAnyMore() throws IOException {
    refreshed(new TestArchive().directory("d").file("d/a", "1").directory("e").file("e/x/y", "1"));
    refreshed(new TestArchive().directory("d").file("d/b", "1"));
  }

  @Test
  void changesContentModeAndKind() throws IOException {
    refreshed(
        new TestArchive()
            .file("longer", "0123456789")
            .file("shorter", "0")
            .file("mode", "m", 0600)
            .file("file", "f")
            .directory("directory")
            .symbolicLink("link", "target")
            .file("two", "2")
            .hardLink("names", "two"));
    refreshed(
        new TestArchive()
            .file("longer", "01x")
            .file("shorter", "0123")
            .file("mode", "m", 0755)
            .directory("file")
            .file("directory", "now a file")
            .symbolicLink("link", "elsewhere")
            .file("two", "22")
            .file("names", "alone"));
  }

  @Test
  void letsNoEarlierLinkLeadAnEntryElsewhere() throws IOException {
    refreshed(new TestArchive().directory("d").symbolicLink("a", "d").file("d/old", "1"));
    refreshed(new TestArchive().directory("d").file("a/new", "2"));
  }

  @Test
  void followsTheArchivesOwnLinks() throws IOException {
    byte[] archive =
        new TestArchive().symbolicLink("a", "d").file("a/x", "1").file("a/e/y", "2").bytes();
    refreshed(archive);
    refreshed(archive);
  }

  @Test
  void doesNotTrustWhatSomebodyChangedMeanwhile() throws IOException {
    byte[] archive = new TestArchive().directory("d").file("d/a", "right").file("d/b", "b").bytes();
    refreshed(archive);
    Files.writeString(tree.resolve("d/a"), "wrong");
    Files.delete(tree.resolve("d/b"));
    Files.createSymbolicLink(tree.resolve("d/b"), plain.resolve("outside"));
    Files.setAttribute(tree.resolve("d"), "unix:mode", 0700);
    refreshed(archive);
    assertThat(plain.resolve("outside")).doesNotExist();
  }
}
