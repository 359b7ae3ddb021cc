package havre.linux.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootTest {
  @TempDir Path outside;
  private Path inside;
  private Root root;

  @BeforeEach
  void open() throws Exception {
    inside = Files.createDirectory(outside.resolve("root"));
    Files.createDirectories(inside.resolve("etc"));
    Files.writeString(inside.resolve("etc/passwd"), "inside");
    Files.writeString(outside.resolve("secret"), "outside");
    root = Root.open(inside.toString());
  }

  @AfterEach
  void close() {
    root.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etc/passwd",
        "/etc/passwd",
        "../../etc/passwd",
        "/absolute",
        "climbing",
        "etc/../etc/passwd"
      })
  void everyWayStaysInside(String path) throws Exception {
    link("absolute", "/etc/passwd");
    link("climbing", "../../../../etc/passwd");
    assertThat(root.status(path)).hasValueSatisfying(s -> assertThat(s.size()).isEqualTo(6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "../secret", "climbing", "etc/passwd/below", "dangling"})
  void whatIsOutsideOrMissingIsNotFound(String path) throws Exception {
    link("climbing", "../secret");
    link("dangling", "nothing");
    assertThat(root.find(path, OpenHow.READ)).isEmpty();
  }

  @Test
  void aMagicLinkIsNotFollowed() throws Exception {
    try (var proc = Root.open("/proc")) {
      assertThatThrownBy(() -> proc.open("self/root", OpenHow.PATH))
          .isInstanceOfSatisfying(
              LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ELOOP));
    }
  }

  @Test
  void directoriesAreMadeWithOwnerAndMode() throws Exception {
    try (Fd made = root.makeDirectories("/a/b/c", 0777, uid(), gid())) {
      assertThat(FileStatus.of(made).permissions()).isEqualTo(0777);
    }
    assertThat(Files.getPosixFilePermissions(inside.resolve("a/b")))
        .isEqualTo(PosixFilePermissions.fromString("rwxrwxrwx"));
    root.makeDirectories("/a/b/c", 0700, uid(), gid()).close();
    assertThat(root.status("/a/b/c").orElseThrow().permissions()).isEqualTo(0777);
  }

  @Test
  void directoriesAreMadeBehindDanglingLinks() throws Exception {
    Files.createDirectory(inside.resolve("var"));
    link("var/run", "/run");
    link("up", "../../../elsewhere");
    root.makeDirectories("/var/run/lock", 0755, uid(), gid()).close();
    root.makeDirectories("up/x/../y", 0755, uid(), gid()).close();
    assertThat(inside.resolve("run/lock")).isDirectory();
    assertThat(inside.resolve("elsewhere/y")).isDirectory();
    assertThat(outside.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void theRootItselfNeedsNotBeMade() {
    for (String path : new String[] {"", "/", ".", "..", "/../.."}) {
      try (Fd made = root.makeDirectories(path, 0755, 0, 0);
          Fd top = root.open("/", OpenHow.PATH)) {
        assertThat(FileStatus.of(made).isSameFile(FileStatus.of(top))).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"etc/passwd", "etc/passwd/below", "through/below"})
  void aFileInTheWayIsAnError(String path) throws Exception {
    link("through", "etc/passwd");
    assertThatThrownBy(() -> root.makeDirectories(path, 0755, 0, 0))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOTDIR));
  }

  @Test
  void aCircleOfLinksIsAnError() throws Exception {
    link("one", "two");
    link("two", "one");
    assertThatThrownBy(() -> root.makeDirectories("one/below", 0755, 0, 0))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ELOOP));
  }

  @Test
  void aFileIsMadeWhereNothingIs() throws Exception {
    link("to-new", "/deep/new");
    try (Fd made = root.makeFile("to-new", 0640, uid(), gid())) {
      assertThat(FileStatus.of(made).isRegular()).isTrue();
    }
    assertThat(root.status("deep/new").orElseThrow().permissions()).isEqualTo(0640);
    try (Fd found = root.makeFile("etc/passwd", 0600, 0, 0)) {
      assertThat(FileStatus.of(found).size()).isEqualTo(6);
    }
    assertThat(inside.resolve("etc/passwd")).hasContent("inside");
  }

  @Test
  void aPlaceIsTheFolderAndTheName() throws Exception {
    link("folder", "/etc");
    link("folder-of-link", "/nowhere");
    try (var place = root.place("folder/shadow/")) {
      assertThat(place.name()).isEqualTo("shadow");
      Entries.makeSymlink("passwd", place.directory(), place.name());
      assertThat(Entries.readSymlink(place.directory(), "shadow")).isEqualTo("passwd");
    }
    try (var place = root.place("folder-of-link")) {
      assertThat(FileStatus.at(place.directory(), place.name()).isSymlink()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "etc/..", "..", "etc/."})
  void aPlaceNeedsAName(String path) {
    assertThatThrownBy(() -> root.place(path))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
  }

  private void link(String name, String target) throws Exception {
    Files.createSymbolicLink(inside.resolve(name), Path.of(target));
  }

  private int uid() {
    return FileStatus.of(root.fd()).uid();
  }

  private int gid() {
    return FileStatus.of(root.fd()).gid();
  }
}
