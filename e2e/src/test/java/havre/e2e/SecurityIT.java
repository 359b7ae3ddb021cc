package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The defaults of isolation and the escapes of the past, tried from inside a container.
class SecurityIT {
  private static final String DEFAULT_CAPABILITIES = "00000000a80425fb";
  private static DaemonUnderTest daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  @Test
  void givesTheDefaultCapabilitiesAndFilter() {
    assertThat(status("run", "--rm", "busybox"))
        .contains(
            "CapInh:\t0000000000000000",
            "CapPrm:\t" + DEFAULT_CAPABILITIES,
            "CapEff:\t" + DEFAULT_CAPABILITIES,
            "CapBnd:\t" + DEFAULT_CAPABILITIES,
            "CapAmb:\t0000000000000000",
            "NoNewPrivs:\t0",
            "Seccomp:\t2",
            "Seccomp_filters:\t1",
            "SigIgn:\t0000000000000000",
            "SigBlk:\t0000000000000000");
  }

  @Test
  void givesExecTheSame() {
    daemon.docker("run", "-d", "--name", "held", "busybox", "sleep", "1000").mustSucceed();
    assertThat(status("exec", "held"))
        .contains(
            "CapInh:\t0000000000000000",
            "CapEff:\t" + DEFAULT_CAPABILITIES,
            "CapBnd:\t" + DEFAULT_CAPABILITIES,
            "Seccomp:\t2");
    assertThat(daemon.docker("exec", "held", "ls", "/proc/self/fd").lines())
        .containsExactly("0", "1", "2", "3");
    daemon.docker("rm", "-f", "held").mustSucceed();
  }

  @Test
  void passesNoDescriptorButTheThree() {
    assertThat(daemon.docker("run", "--rm", "busybox", "ls", "/proc/self/fd").lines())
        .as("the fourth is ls's own")
        .containsExactly("0", "1", "2", "3");
  }

  /// CVE-2024-21626.
  @Test
  void refusesAWorkingFolderThroughADescriptor() {
    for (int fd = 3; fd <= 20; fd++) {
      Commands.Result result =
          daemon.docker(
              "run", "--rm", "-w", "/proc/self/fd/" + fd, "busybox", "sh", "-c", "ls ../../../etc");
      assertThat(result.exitCode()).as("fd " + fd).isNotZero();
      assertThat(result.out()).isEmpty();
    }
  }

  @Test
  void masksAndProtectsProc() {
    Commands.Result mounts = daemon.docker("run", "--rm", "busybox", "mount");
    assertThat(mounts.out())
        .contains("proc on /proc/sys type proc (ro,")
        .contains("proc on /proc/bus type proc (ro,")
        .contains("sysfs on /sys type sysfs (ro,nosuid,nodev,noexec")
        .contains("tmpfs on /sys/firmware type tmpfs (ro,");
    assertThat(
            daemon.docker("run", "--rm", "busybox", "cat", "/proc/keys", "/proc/timer_list").out())
        .isEmpty();
    assertThat(
            daemon
                .docker(
                    "run", "--rm", "busybox", "sh", "-c", "echo x >/proc/sys/kernel/core_pattern")
                .err())
        .contains("Read-only file system");
    assertThat(
            daemon
                .docker(
                    "run",
                    "--rm",
                    "busybox",
                    "sh",
                    "-c",
                    "for d in /sys/fs/cgroup/*/; do mkdir $d/x && echo made $d; done")
                .out())
        .as("CVE-2023-25809")
        .isEmpty();
  }

  /// CVE-2019-16884, -19921, -2023-27561, -28642, -2026-41579, -2025-31133: an image that puts
  /// links where the engine mounts.
  @Test
  void neverFollowsAnImagesLinksOutOfIt() throws IOException {
    Path witness = Files.createTempDirectory("witness");
    try {
      for (String place : List.of("proc", "sys", "dev", "etc/hosts")) {
        String image = "link-" + place.replace('/', '-');
        importWithLink(image, place, witness.toString());
        daemon.docker("run", "--rm", image, "/bin/busybox", "true");
        assertThat(witness).as(place).isEmptyDirectory();
      }
      importWithLink("link-null", "dev/null", "/proc/sys/kernel/core_pattern");
      assertThat(
              daemon
                  .docker(
                      "run",
                      "--rm",
                      "link-null",
                      "/bin/busybox",
                      "sh",
                      "-c",
                      "/bin/busybox ls -l /dev/null")
                  .out())
          .startsWith("crw-rw-rw-");
    } finally {
      Files.delete(witness);
    }
  }

  /// CVE-2019-5736.
  @Test
  void keepsItsOwnBinaryFromAContainer() throws IOException {
    Path holder = Path.of(System.getProperty("havre.root"), "out/libexec/havre-holder");
    byte[] before = Files.readAllBytes(holder);
    daemon.docker(
        "run",
        "--rm",
        "busybox",
        "sh",
        "-c",
        "for p in /proc/[0-9]*; do echo x >$p/exe; done; echo x >/proc/self/exe");
    daemon.docker("run", "--rm", "busybox", "/proc/self/exe", "true");
    assertThat(Files.readAllBytes(holder)).isEqualTo(before);
  }

  /// CVE-2024-40635 and CVE-2026-46680.
  @Test
  void refusesUserIdsOutOfRange() {
    for (String user : List.of("4294967296", "2147483648", "-1")) {
      Commands.Result result = daemon.docker("run", "--rm", "--user=" + user, "busybox", "id");
      assertThat(result.exitCode()).as(user).isNotZero();
      assertThat(result.out()).isEmpty();
    }
    assertThat(daemon.docker("run", "--rm", "-u", "1000", "busybox", "id", "-u").out().trim())
        .isEqualTo("1000");
  }

  /// CVE-2022-36109.
  @Test
  void givesTheImagesGroups() {
    assertThat(daemon.docker("run", "--rm", "busybox", "id").out().trim())
        .isEqualTo("uid=0(root) gid=0(root) groups=0(root),10(wheel)");
    assertThat(
            daemon
                .docker("run", "--rm", "-u", "www-data", "--group-add", "wheel", "busybox", "id")
                .out()
                .trim())
        .isEqualTo("uid=33(www-data) gid=33(www-data) groups=10(wheel),33(www-data)");
  }

  @Test
  void closesTheDataRootAndTheSocket() throws IOException {
    assertThat(mode(daemon.dataRoot())).isIn("rwx------", "rwx--x---");
    assertThat(mode(daemon.socket())).isEqualTo("rw-rw----");
  }

  @Test
  void opensEverythingForThePrivileged() {
    assertThat(status("run", "--rm", "--privileged", "busybox"))
        .contains("Seccomp:\t0")
        .doesNotContain("CapEff:\t" + DEFAULT_CAPABILITIES);
  }

  @Test
  void addsAndDropsCapabilities() {
    assertThat(
            status("run", "--rm", "--cap-drop", "ALL", "--cap-add", "NET_BIND_SERVICE", "busybox"))
        .contains("CapEff:\t0000000000000400", "CapBnd:\t0000000000000400");
  }

  @Test
  void anybodyMayEnterAnImageThatWasPackedFromAPrivateDirectory() throws IOException {
    importWithLink("private", "bin/sh", "busybox");

    assertThat(
            daemon
                .docker("run", "--rm", "-u", "1000", "private", "/bin/sh", "-c", "echo in")
                .lines())
        .containsExactly("in");
    daemon.docker("rmi", "private").mustSucceed();
  }

  private static void importWithLink(String image, String place, String target) throws IOException {
    Path root = Files.createTempDirectory("image");
    Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(root.resolve(place).getParent());
    Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
    root.resolve("bin/busybox").toFile().setExecutable(true);
    Files.createSymbolicLink(root.resolve(place), Path.of(target));
    Path tar = Files.createTempFile("image", ".tar");
    Commands.run("tar", "-C", root.toString(), "-cf", tar.toString(), ".");
    daemon.docker("import", tar.toString(), image).mustSucceed();
    Commands.run("rm", "-rf", root.toString(), tar.toString());
  }

  private static List<String> status(String... start) {
    var command = new java.util.ArrayList<>(List.of(start));
    command.addAll(List.of("cat", "/proc/self/status"));
    return daemon.docker(command.toArray(String[]::new)).mustSucceed().lines();
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
