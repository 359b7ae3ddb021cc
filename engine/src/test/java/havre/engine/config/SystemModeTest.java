package havre.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import havre.engine.container.ContainerConfig;
import havre.engine.container.ContainerSpec;
import havre.engine.container.HostOptions;
import havre.oci.image.ImageConfig;
import havre.oci.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemModeTest {
  private static ContainerSpec spec(String mode, String... command) {
    HostOptions host = HostOptions.defaults();
    return ContainerSpec.of(
        ContainerConfig.of("debian", command),
        mode.isEmpty() ? host : host.withAnnotations(Map.of(SystemMode.ANNOTATION, mode)));
  }

  @Test
  void knowsAnInitByItsName() {
    assertThat(SystemMode.isSystem(spec("", "/sbin/init"))).isTrue();
    assertThat(SystemMode.isSystem(spec("auto", "/lib/systemd/systemd", "--log-level=info")))
        .isTrue();
    assertThat(SystemMode.isSystem(spec("true", "/usr/sbin/init"))).isTrue();
    assertThat(SystemMode.isSystem(spec("", "init"))).isFalse();
    assertThat(SystemMode.isSystem(spec("", "sh", "-c", "/sbin/init"))).isFalse();
  }

  @Test
  void takesTheClientsWord() {
    assertThat(SystemMode.isSystem(spec("always", "sh"))).isTrue();
    assertThat(SystemMode.isSystem(spec("false", "/sbin/init"))).isFalse();
    assertThatThrownBy(() -> SystemMode.of(spec("maybe", "sh").host()))
        .isInstanceOf(HavreException.class)
        .hasMessageContaining("must be one of auto, always, false");
  }

  @Test
  void stopsBySystemdsSignalUnlessTheImageHasItsOwn() {
    assertThat(SystemMode.complete(spec("", "/sbin/init")).config().stopSignal())
        .isEqualTo("SIGRTMIN+3");
    ContainerSpec own = spec("", "/sbin/init");
    own = own.withConfig(own.config().withStopSignal("SIGINT"));
    assertThat(SystemMode.complete(own).config().stopSignal()).isEqualTo("SIGINT");
    assertThat(SystemMode.complete(spec("", "sh")).config().stopSignal()).isEmpty();
  }

  /// CVE-2026-53488: only what the client wrote is asked, so that a label that comes with the image
  /// configures nothing.
  @Test
  void anImagesLabelsSayNothing() {
    ContainerSpec asked = spec("", "sh");
    ContainerConfig merged =
        ImageDefaults.merge(
            asked.config(),
            Json.read("{\"Labels\": {\"havre.systemd\": \"always\"}}", ImageConfig.class, "image"));
    assertThat(merged.labels()).containsKey(SystemMode.ANNOTATION);
    ContainerSpec created =
        new ContainerSpec(merged, EngineAnnotations.withLabels(asked), asked.endpoints());
    assertThat(SystemMode.isSystem(created)).isFalse();
  }

  @Test
  void aClientsLabelIsAsGoodAsAnAnnotation() {
    ContainerConfig config =
        ImageDefaults.merge(
            spec("", "sh").config(),
            Json.read(
                "{\"Labels\": {\"havre.systemd\": \"always\"}}", ImageConfig.class, "labelled"));
    ContainerSpec asked = ContainerSpec.of(config, HostOptions.defaults());
    assertThat(EngineAnnotations.withLabels(asked).annotations())
        .containsEntry(SystemMode.ANNOTATION, "always");
  }
}
