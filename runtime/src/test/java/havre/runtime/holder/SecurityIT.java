package havre.runtime.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.process.Signals;
import havre.runtime.Mount;
import havre.runtime.ProcessSpec;
import havre.runtime.RunningContainer;
import havre.runtime.SandboxNetwork;
import havre.runtime.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What hostile images and processes try; the names are those of the flaws of other runtimes.
class SecurityIT {
  private static final String DEFAULT_CAPABILITIES = "00000000a80425fb";

  private final ContainerFixture fixture = new ContainerFixture();

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void onlyTheStandardStreamsAreOpen() {
    var script = "ls -1 /proc/self/fd | tr '\\n' ' '; readlink /proc/self/fd/0";
    // ls itself opens the directory as 3.
    assertThat(fixture.run(script).out()).isEqualTo("0 1 2 3 /dev/null\n");
    RunningContainer container = fixture.sh("sleep 100");
    var exec = container.exec("x", fixture.process("sh", "-c", script).build());
    assertThat(fixture.finish(exec).out()).isEqualTo("0 1 2 3 /dev/null\n");
    container.signal(Signals.SIGKILL);
    fixture.finish(container);
  }

  /// CVE-2024-21626.
  @Test
  void noDescriptorIsAWorkingDirectory() {
    IntStream.rangeClosed(0, 20)
        .forEach(number -> {
          ProcessSpec process =
              fixture.process("pwd").workingDirectory("/proc/self/fd/" + number).build();
          var launch = fixture.launch(process).build();
          assertThatThrownBy(() -> fixture.runtime.start(launch, SandboxNetwork.NONE))
              .isInstanceOf(StartFailure.class);
        });
    RunningContainer container = fixture.sh("sleep 100");
    IntStream.rangeClosed(0, 20)
        .forEach(number ->
            assertThatThrownBy(() ->
                    container.exec(
                        "x" + number,
                        fixture.process("pwd").workingDirectory("/proc/self/fd/" + number).build()))
                .isInstanceOf(StartFailure.class));
    container.signal(Signals.SIGKILL);
    fixture.finish(container);
  }

  /// CVE-2022-24769, CVE-2022-29162.
  @Test
  void nothingIsInheritable() {
    var script = "grep -E 'Cap|NoNew' /proc/self/status | tr -s '\\t\\n' '  '";
    String expected =
        "CapInh: 0000000000000000 CapPrm: %1$s CapEff: %1$s CapBnd: %1$s CapAmb: 0000000000000000 NoNewPrivs: 0 "
            .formatted(DEFAULT_CAPABILITIES);
    assertThat(fixture.run(script).out()).isEqualTo(expected);
    RunningContainer container = fixture.sh("sleep 100");
    var exec = container.exec("x", fixture.process("sh", "-c", script).build());
    assertThat(fixture.finish(exec).out()).isEqualTo(expected);
    container.signal(Signals.SIGKILL);
    fixture.finish(container);
  }

  @Test
  void anOrdinaryUserHasNoRights() {
    var process =
        fixture
            .process(
                "sh",
                "-c",
                "id; echo $HOME; grep CapEff /proc/self/status; echo x > /dev/stdout; touch /etc/x")
            .user("web")
            .noNewPrivileges(true)
            .additionalGroups(List.of("7", "extra"))
            .build();
    var result = fixture.finish(fixture.start(fixture.launch(process).build()));
    assertThat(result.out())
        .isEqualTo(
            "uid=1000(web) gid=1000(web) groups=7,8(extra),1000(web)\n/home/web\nCapEff:\t0000000000000000\nx\n");
    assertThat(result.err()).contains("/etc/x: Permission denied");
  }

  /// CVE-2019-5736: the program that starts things is not the holder on the disk, and can be
  /// changed by nobody.
  @Test
  void theHolderCannotBeOverwritten() throws IOException {
    Path holder = Path.of(System.getProperty("havre.root"), "holder/build/havre-holder");
    byte[] before = Files.readAllBytes(holder);
    RunningContainer container = fixture.sh("sleep 100");
    var exec = container.exec("x", fixture.process("/proc/self/exe", "x").build());
    fixture.finish(exec);
    var init =
        fixture
            .launch(
                fixture
                    .process("sh", "-c", "echo bad > /proc/1/exe; echo bad > /sbin/docker-init")
                    .build())
            .init(true)
            .build();
    var result = fixture.finish(fixture.start(init));
    assertThat(result.err()).contains("docker-init: Read-only file system");
    assertThat(Files.readAllBytes(holder)).isEqualTo(before);
    container.signal(Signals.SIGKILL);
    fixture.finish(container);
  }

  /// CVE-2019-16884, CVE-2019-19921, CVE-2023-27561, CVE-2026-41579.
  @Test
  void standardMountsFollowNoLinks() throws IOException {
    for (String name : List.of("proc", "sys", "dev")) {
      Path layer = fixture.layer();
      Files.createDirectory(layer.resolve("elsewhere"));
      Files.createSymbolicLink(layer.resolve(name), Path.of("/elsewhere"));
      assertRefused(layer);
    }
    Path layer = fixture.layer();
    Files.createSymbolicLink(layer.resolve("proc"), Path.of("../../../../.."));
    assertRefused(layer);
  }

  private void assertRefused(Path layer) {
    var launch = fixture.launch(fixture.rootfs(layer), fixture.process("true").build()).build();
    assertThatThrownBy(() -> fixture.runtime.start(launch, SandboxNetwork.NONE))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("too many levels of symbolic links");
  }

  /// CVE-2025-31133: what masks is the real /dev/null, whatever the image has there.
  @Test
  void masksWithTheRealDevice() throws IOException {
    Path layer = fixture.layer();
    Files.createDirectory(layer.resolve("dev"));
    Files.createSymbolicLink(layer.resolve("dev/null"), Path.of("/proc/sys/kernel/core_pattern"));
    var process =
        fixture
            .process(
                "sh",
                "-c",
                "cat /proc/keys | wc -c; stat -c '%t:%T' /proc/keys; ls /proc/acpi /sys/firmware | wc -w")
            .build();
    var launch = fixture.launch(fixture.rootfs(layer), process).build();
    assertThat(fixture.finish(fixture.start(launch)).out()).startsWith("0\n1:3\n");
  }

  @Test
  void aMaskFollowsNoLinkOfTheDevDirectory() throws IOException {
    Path dev = Files.createDirectory(fixture.directory.resolve("dev"));
    Files.createSymbolicLink(dev.resolve("null"), Path.of("/proc/sys/kernel/core_pattern"));
    var launch =
        fixture
            .launch(fixture.process("sh", "-c", "stat -c '%t:%T' /proc/keys").build())
            .mounts(List.of(Mount.Bind.of(dev, "/dev", false)))
            .build();
    assertThat(fixture.finish(fixture.start(launch)).out()).isEqualTo("1:3\n");
  }

  @Test
  void mountsStayInsideTheRoot() throws IOException {
    Path layer = fixture.layer();
    Path outside = Files.createDirectory(fixture.directory.resolve("outside"));
    Files.createSymbolicLink(layer.resolve("out"), Path.of("../../../../../../../.." + outside));
    Files.createSymbolicLink(layer.resolve("absolute"), outside);
    Path shared = Files.createDirectory(fixture.directory.resolve("shared"));
    for (String target : List.of("/out/a", "/absolute/b", "/../../../c")) {
      var launch =
          fixture
              .launch(fixture.rootfs(layer), fixture.process("true").build())
              .mounts(List.of(Mount.Bind.of(shared, target, false)))
              .build();
      try {
        fixture.finish(fixture.start(launch));
      } catch (StartFailure e) {
        assertThat(e).hasMessageContaining("error mounting");
      }
      assertThat(outside).isEmptyDirectory();
    }
  }

  @Test
  void nothingIsMountedIntoProc() throws IOException {
    Path shared = Files.createDirectory(fixture.directory.resolve("shared"));
    for (String target : List.of("/proc/sys", "/proc/self/attr")) {
      var launch =
          fixture
              .launch(fixture.process("true").build())
              .mounts(List.of(Mount.Bind.of(shared, target, false)))
              .build();
      assertThatThrownBy(() -> fixture.runtime.start(launch, SandboxNetwork.NONE))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("operation not permitted");
    }
  }

  @Test
  void kernelSettingsAreReadOnly() {
    var result =
        fixture.run(
            "echo x > /proc/sys/kernel/core_pattern; touch /sys/x; touch /sys/fs/cgroup/pids/x");
    assertThat(result.code()).isNotZero();
    assertThat(result.err()).contains("core_pattern: Read-only file system");
    assertThat(result.err()).contains("/sys/fs/cgroup/pids/x: Read-only file system");
  }

  @Test
  void aReadOnlyRootIsReadOnly() {
    var rootfs = fixture.rootfs();
    var readOnly =
        new havre.runtime.Rootfs(rootfs.layers(), rootfs.upper(), rootfs.work(), true, true);
    var process = fixture.process("sh", "-c", "touch /x; touch /dev/shm/x && echo shm").build();
    var result = fixture.finish(fixture.start(fixture.launch(readOnly, process).build()));
    assertThat(result.out()).isEqualTo("shm\n");
    assertThat(result.err()).contains("/x: Read-only file system");
  }
}
