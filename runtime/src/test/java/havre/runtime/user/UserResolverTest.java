package havre.runtime.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import havre.linux.fs.Root;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class UserResolverTest {
  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/bin/sh
      # comment

      bad line
      1000:x:0:0:evil:/evil:/bin/sh
      alice:x:1001:1002:A:/home/alice:/bin/sh
      alice:x:1009:1009:dup:/home/dup:/bin/sh
      bob:x:1003:1002::
      big:x:99999999999:5:x:/x:/x
      neg:x:-5:5:x:/x:/x
      nohome:x:77:78
      dupuid:x:1001:55:second:/home/second:/bin/sh
      """;
  private static final String GROUP =
      """
      root:x:0:
      wheel:x:10:alice,bob
      video:x:20:alice
      video:x:21:bob
      55:x:66:alice
      short:x
      noid:x:abc:alice
      """;

  @TempDir Path folder;

  @Test
  void rootIsTheDefault() {
    assertThat(resolve("")).isEqualTo(new ResolvedUser(0, 0, List.of(0), "/root"));
  }

  @Test
  void namesBringTheirGroupsAndHome() {
    assertThat(resolve("alice"))
        .isEqualTo(new ResolvedUser(1001, 1002, List.of(1002, 10, 20, 66), "/home/alice"));
    assertThat(resolve("1001")).isEqualTo(resolve("alice"));
    assertThat(resolve("alice:")).isEqualTo(resolve("alice"));
    assertThat(resolve("bob").home()).isEqualTo("/");
    assertThat(resolve("nohome")).isEqualTo(new ResolvedUser(77, 78, List.of(78), "/"));
  }

  @Test
  void aGroupReplacesTheUsersOwn() {
    assertThat(resolve("alice:wheel"))
        .isEqualTo(new ResolvedUser(1001, 10, List.of(10), "/home/alice"));
    assertThat(resolve(":5")).isEqualTo(new ResolvedUser(0, 5, List.of(5), "/root"));
    assertThat(resolve("0:video").gid()).isEqualTo(20);
  }

  @Test
  void aNumberIsNeverAName() {
    assertThat(resolve("1000")).isEqualTo(new ResolvedUser(1000, 0, List.of(0), "/"));
    assertThat(resolve("alice:55").gid()).isEqualTo(55);
    assertThat(resolve("01001").uid()).isEqualTo(1001);
  }

  @Test
  void groupsAreAdded() {
    assertThat(resolve("alice", "video", "7", "10").groups()).containsExactly(1002, 10, 20, 66, 7);
    assertThat(resolve("4242", "7").groups()).containsExactly(0, 7);
  }

  @Test
  void whatIsUnknownIsRefusedInDockersWords() {
    assertRefused("foo", "unable to find user foo: no matching entries in passwd file");
    assertRefused("foo:bar", "unable to find user foo: no matching entries in passwd file");
    assertRefused("0:bar", "unable to find group bar: no matching entries in group file");
    assertThatThrownBy(() -> resolve("0", "nogrp"))
        .hasMessage("Unable to find group nogrp: no matching entries in group file");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    for (String user :
        List.of(
            "4294967296",
            "2147483648",
            "-1",
            "0:4294967296",
            "99999999999999999999999",
            "big",
            "neg")) {
      assertRefused(user, "uids and gids must be in range 0-2147483647");
    }
  }

  @Test
  void filesMayBeMissing() {
    RootFiles none = (path, limit) -> null;
    assertThat(UserResolver.resolve("12:13", List.of(), none))
        .isEqualTo(new ResolvedUser(12, 13, List.of(13), "/"));
  }

  @Test
  void linksStayInsideTheRoot() throws Exception {
    Files.createDirectories(folder.resolve("root/etc"));
    Files.writeString(folder.resolve("root/users"), "inside:x:5:6::/in:/sh\n");
    Files.writeString(folder.resolve("users"), "outside:x:7:8::/out:/sh\n");
    Files.createSymbolicLink(folder.resolve("root/etc/passwd"), Path.of("../../users"));
    try (Root root = Root.open(folder.resolve("root").toString())) {
      var files = new OpenedRootFiles(root);
      assertThat(UserResolver.resolve("inside", List.of(), files).uid()).isEqualTo(5);
      assertThatThrownBy(() -> UserResolver.resolve("outside", List.of(), files))
          .isInstanceOf(HavreException.class);
    }
  }

  @Test
  @Timeout(10)
  void aGigabyteOfGroupsIsRefusedAndAPipeNotOpened() throws Exception {
    Files.createDirectories(folder.resolve("etc"));
    try (var file = new RandomAccessFile(folder.resolve("etc/group").toFile(), "rw")) {
      file.setLength(1L << 30);
    }
    new ProcessBuilder("mkfifo", folder.resolve("etc/passwd").toString()).start().waitFor();
    try (Root root = Root.open(folder.toString())) {
      var files = new OpenedRootFiles(root);
      assertThatThrownBy(() -> UserResolver.resolve("0:wheel", List.of(), files))
          .isInstanceOf(HavreException.class)
          .hasMessageContaining("larger than");
      assertThat(UserResolver.resolve("5", List.of(), files).uid()).isEqualTo(5);
    }
  }

  private static void assertRefused(String user, String message) {
    assertThatThrownBy(() -> resolve(user))
        .as(user)
        .isInstanceOf(HavreException.class)
        .hasMessage(message);
  }

  private static ResolvedUser resolve(String user, String... groups) {
    Map<String, String> files = Map.of("/etc/passwd", PASSWD, "/etc/group", GROUP);
    return UserResolver.resolve(
        user, List.of(groups), (path, limit) -> files.get(path).getBytes(StandardCharsets.UTF_8));
  }
}
