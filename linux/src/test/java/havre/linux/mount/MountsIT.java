package havre.linux.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Entries;
import havre.linux.fs.ExtendedAttributes;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.TreeRemoval;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsIT {
  @TempDir Path folder;

  @Test
  void aFileSystemIsConfiguredMountedAndAttachedToADirectoryThatIsHeld() throws Exception {
    try (var context = FileSystemContext.open("tmpfs");
        Fd target = Open.path(folder.toString(), OpenHow.PATH_DIRECTORY)) {
      context.set("size", "1M").set("mode", "0711");
      try (Fd mount = context.mount(Set.of(MountAttribute.NO_SUID, MountAttribute.NO_EXEC))) {
        Mounts.attach(mount, target);
      }
    }
    assertThat(FileStatus.ofPath(folder.toString()).permissions()).isEqualTo(0711);
    assertThat(mountLine()).contains("nosuid").contains("noexec").contains("size=1024k");
    Mounts.unmount(folder.toString(), Mounts.DETACH | Mounts.NO_FOLLOW);
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(folder.toString());
  }

  @Test
  void aCopyBecomesReadOnlyWithoutItsSourceBecomingSo() throws Exception {
    Path source = Files.createDirectory(folder.resolve("source"));
    Path target = Files.createDirectory(folder.resolve("target"));
    Files.writeString(source.resolve("file"), "content");
    try (Fd held = Open.path(source.toString(), OpenHow.PATH_DIRECTORY);
        Fd copy = Mounts.copy(held, true)) {
      Mounts.setPropagation(copy, Propagation.PRIVATE, true);
      Mounts.addAttributes(copy, Set.of(MountAttribute.READ_ONLY), true);
      Mounts.attach(copy, target.toString());
    }
    assertThat(target.resolve("file")).hasContent("content");
    assertThatThrownBy(() -> Files.createFile(target.resolve("new")))
        .hasMessageContaining("Read-only");
    Files.createFile(source.resolve("new"));
    Mounts.unmount(target.toString(), 0);
  }

  @Test
  void aFileCanBeBound() throws Exception {
    Path source = Files.writeString(folder.resolve("source"), "content");
    Path target = Files.createFile(folder.resolve("target"));
    try (Fd copy = Mounts.copy(source.toString(), false)) {
      Mounts.attach(copy, target.toString());
    }
    assertThat(target).hasContent("content");
    Mounts.unmount(target.toString(), 0);
  }

  @Test
  void aWrongParameterIsExplained() {
    try (var context = FileSystemContext.open("tmpfs")) {
      assertThatThrownBy(() -> context.set("colour", "blue"))
          .isInstanceOf(LinuxException.class)
          .hasMessageContaining("colour");
    }
    assertThatThrownBy(() -> FileSystemContext.open("nosuchfs")).hasMessageContaining("ENODEV");
  }

  @Test
  void removingATreeStopsAtAMount() throws Exception {
    Path tree = Files.createDirectories(folder.resolve("tree/mounted"));
    Mounts.mount("tmpfs", tree.toString(), "tmpfs", 0, "size=64k");
    Files.createFile(tree.resolve("precious"));
    try (Fd parent = Open.path(folder.toString(), OpenHow.PATH_DIRECTORY)) {
      assertThatThrownBy(() -> TreeRemoval.remove(parent, "tree")).hasMessageContaining("EXDEV");
      assertThat(tree.resolve("precious")).exists();
      Mounts.unmount(tree.toString(), 0);
      TreeRemoval.remove(parent, "tree");
    }
    assertThat(folder.resolve("tree")).doesNotExist();
  }

  @Test
  void devicesAndOwnersAreMade() throws Exception {
    try (Fd directory = Open.path(folder.toString(), OpenHow.PATH_DIRECTORY)) {
      Entries.makeNode(directory, "null", FileStatus.CHARACTER_DEVICE | 0666, 1, 3);
      FileStatus device = FileStatus.at(directory, "null");
      assertThat(device.specialMajor()).isEqualTo(1);
      assertThat(device.specialMinor()).isEqualTo(3);
      Entries.makeSymlink("nowhere", directory, "link");
      Entries.changeOwner(directory, "link", 12, 34);
      assertThat(FileStatus.at(directory, "link").uid()).isEqualTo(12);
      assertThat(FileStatus.at(directory, "link").gid()).isEqualTo(34);
    }
  }

  @Test
  void attributesOfEntriesAreSetReadListedAndRemoved() throws Exception {
    try (Fd directory = Open.path(folder.toString(), OpenHow.PATH_DIRECTORY)) {
      Entries.makeSymlink("nowhere", directory, "link");
      ExtendedAttributes.set(directory, "link", "trusted.mark", new byte[] {1, 0, 2});
      assertThat(ExtendedAttributes.list(directory, "link")).isEqualTo(List.of("trusted.mark"));
      assertThat(ExtendedAttributes.get(directory, "link", "trusted.mark"))
          .containsExactly(1, 0, 2);
      ExtendedAttributes.remove(directory, "link", "trusted.mark");
      ExtendedAttributes.remove(directory, "link", "trusted.mark");
      assertThat(ExtendedAttributes.get(directory, "link", "trusted.mark")).isNull();
    }
  }

  private String mountLine() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(line -> line.contains(folder.toString()))
        .findFirst()
        .orElseThrow();
  }
}
