package havre.engine.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.runtime.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CdiDevicesTest {
  private static final String YAML =
      """
      cdiVersion: "0.6.0"
      kind: "vendor.com/net"
      devices:
      - name: "one"
        containerEdits:
          env: ["ONE=1"]
          deviceNodes:
          - path: "/dev/vnet1"
            hostPath: "/dev/null"
            permissions: "rw"
      - name: "hooked"
        containerEdits:
          hooks:
          - hookName: createContainer
            path: /usr/bin/vendor
      containerEdits:
        env: ["COMMON=yes"]
        additionalGids: [44]
        mounts:
        - hostPath: "/etc"
          containerPath: "/opt/etc"
          options: ["ro", "rbind"]
      """;

  @TempDir Path first;
  @TempDir Path second;
  private CdiDevices devices;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(first.resolve("vendor.yaml"), YAML);
    Files.writeString(first.resolve("broken.json"), "{");
    devices = new CdiDevices(List.of(first.toString(), second.toString(), "/nowhere"));
  }

  @Test
  void readsWhatADeviceAndAllOfItsKindChange() {
    CdiEdits edits = devices.resolve(List.of("vendor.com/net=one"));
    assertThat(edits.environment()).containsExactly("COMMON=yes", "ONE=1");
    assertThat(edits.groups()).containsExactly("44");
    assertThat(edits.mounts())
        .singleElement()
        .satisfies(mount -> {
          assertThat(mount.target()).isEqualTo("/opt/etc");
          assertThat(((Mount.Bind) mount).access()).isEqualTo(Mount.Access.READ_ONLY);
        });
    assertThat(edits.nodes())
        .singleElement()
        .satisfies(node -> {
          assertThat(node.permissions()).isEqualTo("rw");
          assertThat(node.device().path()).isEqualTo("/dev/vnet1");
          assertThat(node.device().major()).isEqualTo(1);
          assertThat(node.device().minor()).isEqualTo(3);
        });
  }

  @Test
  void theLaterDirectoryWins() throws IOException {
    Files.writeString(
        second.resolve("other.json"),
        """
        {"cdiVersion": "0.6.0", "kind": "vendor.com/net",
         "devices": [{"name": "one", "containerEdits": {"env": ["ONE=2"]}}]}
        """);
    assertThat(devices.resolve(List.of("vendor.com/net=one")).environment())
        .containsExactly("ONE=2");
  }

  @Test
  void saysWhichAreUnknown() {
    assertThat(devices.has("vendor.com/net")).isTrue();
    assertThat(devices.has("nvidia.com/gpu")).isFalse();
    assertThatThrownBy(() -> devices.resolve(List.of("vendor.com/net=two", "vendor.com/net=one")))
        .hasMessage("CDI device injection failed: unresolvable CDI devices vendor.com/net=two");
  }

  @Test
  void refusesADeviceThatWantsPrograms() {
    assertThatThrownBy(() -> devices.resolve(List.of("vendor.com/net=hooked")))
        .hasMessageContaining("'hooks' of a device are not supported");
  }
}
