package havre.runtime.holder;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.cgroup.CgroupLimits;
import havre.linux.process.Signals;
import havre.linux.seccomp.SeccompPolicy;
import havre.runtime.Launch;
import havre.runtime.ProcessSpec;
import havre.runtime.Resources;
import havre.runtime.RunningContainer;
import havre.runtime.security.CapabilitySet;
import havre.runtime.security.DeviceRules;
import havre.runtime.security.Machine;
import havre.runtime.security.SeccompFilters;
import havre.runtime.security.SystemPaths;
import havre.runtime.security.json.SeccompProfiles;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A container with everything that Docker has on by default.
class DefaultsIT {
  private final ContainerFixture fixture = new ContainerFixture();
  private final byte[] filter =
      new SeccompFilters(Machine.local())
          .filter(SeccompProfiles.dockerDefault(), CapabilitySet.defaults())
          .program();

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void theFilterIsOnAndHolds() {
    var result =
        fixture.finish(
            fixture.start(
                launch("grep Seccomp: /proc/self/status; mount -t tmpfs none /tmp; echo $?")));
    assertThat(result.out()).isEqualTo("Seccomp:\t2\n1\n");
    assertThat(result.err()).contains("permission denied");
  }

  @Test
  void theFilterIsOnForOthersAndForExecs() {
    RunningContainer container = fixture.start(launch("sleep 100"));
    for (boolean noNewPrivileges : List.of(false, true)) {
      ProcessSpec process =
          fixture
              .process("sh", "-c", "id -u; grep Seccomp: /proc/self/status")
              .user("web")
              .noNewPrivileges(noNewPrivileges)
              .seccomp(filter, SeccompPolicy.FLAG_SPEC_ALLOW)
              .build();
      var result = fixture.finish(container.exec("x" + noNewPrivileges, process));
      assertThat(result.out()).isEqualTo("1000\nSeccomp:\t2\n");
    }
    container.signal(Signals.SIGKILL);
    fixture.finish(container);
  }

  @Test
  void onlyHarmlessDevicesCanBeUsed() {
    var result =
        fixture.finish(
            fixture.start(
                launch(
                    "head -c 3 /dev/zero | wc -c; mknod /tmp/mem c 1 1 && cat /tmp/mem;"
                        + " mknod /tmp/fuse c 10 229 && cat /tmp/fuse")));
    assertThat(result.out()).isEqualTo("3\n");
    assertThat(result.err())
        .contains("/tmp/mem': Operation not permitted")
        .contains("/tmp/fuse': Operation not permitted");
  }

  @Test
  void hiddenPathsAreEmpty() {
    var script =
        "for p in %s; do [ -d $p ] && ls $p; [ -f $p ] && cat $p; done; true"
            .formatted(String.join(" ", SystemPaths.defaults().masked()));
    assertThat(fixture.finish(fixture.start(launch(script))).out()).isEmpty();
  }

  private Launch launch(String script) {
    ProcessSpec process =
        fixture.process("sh", "-c", script).seccomp(filter, SeccompPolicy.FLAG_SPEC_ALLOW).build();
    var limits = new CgroupLimits(0, 0, 0, false, 0, 0, 0, "", "", 0, 0, DeviceRules.defaults());
    return fixture
        .launch(process)
        .maskedPaths(SystemPaths.defaults().masked())
        .readonlyPaths(SystemPaths.defaults().readonly())
        .resources(new Resources(fixture.cgroupParent, limits))
        .build();
  }
}
