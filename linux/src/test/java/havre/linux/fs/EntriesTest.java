package havre.linux.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntriesTest {
  @TempDir Path folder;
  private Fd directory;

  @BeforeEach
  void open() {
    directory = Open.path(folder.toString(), OpenHow.DIRECTORY);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void namesThatAreNoUtf8CanBeMadeListedAndRemoved() {
    String name = "caf\uDCE9";
    Entries.makeDirectory(directory, name, 0755);
    assertThat(DirectoryListing.of(directory))
        .containsExactly(new DirectoryListing.Entry(name, true));
    Entries.removeDirectory(directory, name);
    Io.seek(directory, 0);
    assertThat(DirectoryListing.of(directory)).isEmpty();
  }

  @Test
  void fifosSocketsAndFilesAreMadeAsNodes() {
    Entries.makeNode(directory, "fifo", FileStatus.FIFO | 0600, 0, 0);
    Entries.makeNode(directory, "file", FileStatus.REGULAR | 0600, 0, 0);
    assertThat(FileStatus.at(directory, "fifo").type()).isEqualTo(FileStatus.FIFO);
    assertThat(FileStatus.at(directory, "file").isRegular()).isTrue();
  }

  @Test
  void deviceNumbersAreEncodedAsTheKernelDoes() {
    assertThat(Entries.device(1, 3)).isEqualTo(0x103);
    assertThat(Entries.device(259, 260)).isEqualTo(0x110304);
  }

  @Test
  void linksOfBothKinds() {
    file("one", "content");
    Entries.makeSymlink("one", directory, "soft");
    Entries.makeLink(directory, "one", directory, "hard");
    Entries.makeLink(directory, "soft", directory, "hard-of-soft");
    assertThat(FileStatus.at(directory, "one").links()).isEqualTo(2);
    assertThat(FileStatus.at(directory, "hard-of-soft").isSymlink()).isTrue();
    assertThat(Entries.readSymlink(directory, "soft")).isEqualTo("one");
    try (Fd link = Open.at(directory, "soft", OpenHow.PATH.noFollow())) {
      assertThat(Entries.readSymlink(link, "")).isEqualTo("one");
    }
    assertThatThrownBy(() -> Open.at(directory, "soft", OpenHow.READ.noFollow()))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ELOOP));
  }

  @Test
  void anOpenFileGetsAName() {
    file("one", "content");
    try (Fd file = Open.at(directory, "one", OpenHow.READ)) {
      Entries.makeLink(file, directory, "two");
    }
    assertThat(FileStatus.at(directory, "two").isSameFile(FileStatus.at(directory, "one")))
        .isTrue();
  }

  @Test
  void renamingReplacesRefusesOrSwaps() {
    file("a", "aa");
    file("b", "b");
    assertThatThrownBy(() -> Entries.renameNew(directory, "a", directory, "b"))
        .hasMessage("rename a to b: File exists (EEXIST)");
    Entries.exchange(directory, "a", directory, "b");
    assertThat(FileStatus.at(directory, "a").size()).isEqualTo(1);
    Entries.rename(directory, "a", directory, "b");
    assertThat(FileStatus.at(directory, "b").size()).isEqualTo(1);
    Entries.removeFile(directory, "b");
    assertThatThrownBy(() -> FileStatus.at(directory, "b"))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
  }

  @Test
  void modesOfOpenFilesAndOfPlaces() {
    file("file", "");
    try (Fd place = Open.at(directory, "file", OpenHow.PATH);
        Fd file = Open.at(directory, "file", OpenHow.READ)) {
      Entries.changeMode(place, 0601);
      assertThat(FileStatus.of(file).permissions()).isEqualTo(0601);
      Entries.changeMode(file, 0640);
      assertThat(FileStatus.of(place).permissions()).isEqualTo(0640);
    }
    Entries.changeMode(directory, "file", 04755);
    assertThat(FileStatus.at(directory, "file").permissions()).isEqualTo(04755);
  }

  @Test
  void timesAreThoseOfTheLinkItself() {
    Entries.makeSymlink("nowhere", directory, "link");
    Entries.setTimes(directory, "link", 1000, 5, -20, 7);
    FileStatus status = FileStatus.at(directory, "link");
    assertThat(status.accessedSeconds()).isEqualTo(1000);
    assertThat(status.accessedNanos()).isEqualTo(5);
    assertThat(status.modifiedSeconds()).isEqualTo(-20);
    assertThat(status.modifiedNanos()).isEqualTo(7);
  }

  @Test
  void filesAreReadAndWrittenAtPositions() {
    try (Fd file = Open.at(directory, "file", OpenHow.READ_WRITE.createNew(0600));
        Fd copy = Open.at(directory, "copy", OpenHow.READ_WRITE.createNew(0600))) {
      var buffer = NativeBuffer.of("0123456789".getBytes(StandardCharsets.UTF_8));
      assertThat(Io.writeAt(file, 5, buffer, 2, 3)).isEqualTo(3);
      assertThat(Io.readAt(file, 6, buffer, 0, 10)).isEqualTo(2);
      assertThat(buffer.bytes(0, 2)).containsExactly('3', '4');
      assertThat(Io.copyRange(file, copy, 100)).isEqualTo(8);
      Io.truncate(copy, 3);
      Io.syncData(copy);
      assertThat(FileStatus.of(copy).size()).isEqualTo(3);
    }
  }

  @Test
  void readingFullyHasALimit() {
    file("file", "x".repeat(50_000));
    try (Fd file = Open.at(directory, "file", OpenHow.READ)) {
      assertThat(Io.readFully(file, 50_000)).hasSize(50_000);
      Io.seek(file, 0);
      assertThatThrownBy(() -> Io.readFully(file, 49_999))
          .isInstanceOfSatisfying(
              LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EFBIG));
    }
  }

  @Test
  void aTreeOfAnyDepthIsRemovedAndLinksAreNotFollowed() {
    file("kept", "kept");
    Entries.makeDirectory(directory, "tree", 0755);
    try (var root = new Root(Open.at(directory, "tree", OpenHow.PATH_DIRECTORY))) {
      String deep = String.join("/", IntStream.range(0, 300).mapToObj(i -> "d" + i).toList());
      try (Fd bottom = root.makeDirectories(deep, 0755, own().uid(), own().gid())) {
        Entries.makeSymlink("../../../../kept", bottom, "link");
        Entries.makeNode(bottom, "fifo", FileStatus.FIFO | 0600, 0, 0);
      }
    }
    TreeRemoval.remove(directory, "tree");
    TreeRemoval.remove(directory, "tree");
    assertThat(DirectoryListing.of(directory))
        .containsExactly(new DirectoryListing.Entry("kept", false));
    TreeRemoval.remove(directory, "kept");
  }

  @Test
  void aPathWithNulIsRefused() {
    assertThatThrownBy(() -> Open.at(directory, "a\0b", OpenHow.READ))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("EINVAL");
  }

  @Test
  void resolutionCanBeConfined() {
    Entries.makeSymlink("/etc", directory, "out");
    assertThat(errorOf("out/passwd", OpenHow.READ.beneath())).isEqualTo(Errno.EXDEV);
    assertThat(errorOf("out/passwd", OpenHow.READ.noSymlinks())).isEqualTo(Errno.ELOOP);
    assertThat(errorOf("out/passwd", OpenHow.READ.inRoot())).isEqualTo(Errno.ENOENT);
  }

  private Errno errorOf(String path, OpenHow how) {
    try {
      Open.at(directory, path, how).close();
      throw new AssertionError(path + " can be opened");
    } catch (LinuxException e) {
      return e.errno();
    }
  }

  private FileStatus own() {
    return FileStatus.of(directory);
  }

  private void file(String name, String content) {
    try (Fd file = Open.at(directory, name, OpenHow.WRITE.createNew(0600))) {
      Io.writeFully(file, content.getBytes(StandardCharsets.UTF_8));
    }
  }
}
