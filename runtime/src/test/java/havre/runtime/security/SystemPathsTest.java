package havre.runtime.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemPathsTest {
  @TempDir Path processors;

  @Test
  void everyProcessorsThrottlingIsMasked() throws Exception {
    Files.createDirectories(processors.resolve("cpu1/thermal_throttle"));
    Files.createDirectories(processors.resolve("cpu0/thermal_throttle"));
    Files.createDirectories(processors.resolve("cpu2"));
    Files.createDirectories(processors.resolve("cpufreq/thermal_throttle"));

    assertThat(SystemPaths.defaults(processors).masked())
        .hasSize(14)
        .startsWith("/proc/asound", "/proc/acpi")
        .contains("/proc/kcore", "/proc/interrupts", "/sys/firmware")
        .endsWith(
            "/sys/devices/system/cpu/cpu0/thermal_throttle",
            "/sys/devices/system/cpu/cpu1/thermal_throttle");
    assertThat(SystemPaths.defaults(processors).readonly()).hasSize(5).contains("/proc/sys");
  }

  @Test
  void aMachineWithoutThemIsNoError() {
    assertThat(SystemPaths.defaults(processors.resolve("none")).masked()).hasSize(12);
    assertThat(SystemPaths.unconfined().masked()).isEmpty();
  }

  @Test
  void devicesAreDeniedFirst() {
    assertThat(DeviceRules.defaults().getFirst().allow()).isFalse();
    assertThat(DeviceRules.defaults().getFirst().kind()).isEqualTo('a');
    assertThat(DeviceRules.privileged()).singleElement().matches(rule -> rule.allow());
  }
}
