package havre.oci.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PlatformTest {
  @Test
  void readsWhatPeopleWrite() {
    assertThat(Platform.parse("linux/x86_64")).hasToString("linux/amd64");
    assertThat(Platform.parse("macos/aarch64/v9")).hasToString("darwin/arm64/v9");
    assertThat(Platform.parse("riscv64")).hasToString("linux/riscv64");
    assertThat(Platform.parse("windows(10.0.17763)/amd64").osVersion()).isEqualTo("10.0.17763");
  }

  @Test
  void refusesInDockersWords() {
    assertThatThrownBy(() -> Platform.parse("/"))
        .hasMessageStartingWith("\"\" is an invalid OS component of \"/\": OSAndVersion specifier");
    assertThatThrownBy(() -> Platform.parse("linux/a b"))
        .hasMessage(
            "\"a b\" is an invalid component of \"linux/a b\": platform specifier component must match \"^[A-Za-z0-9_.-]+$\": invalid argument");
    assertThatThrownBy(() -> Platform.parse("nintendo64"))
        .hasMessage("\"nintendo64\": unknown operating system or architecture: invalid argument");
    assertThatThrownBy(() -> Platform.parse("linux/*"))
        .hasMessageContaining("wildcards not yet supported");
  }

  @Test
  void acceptsTheVariantThatEveryProcessorHas() {
    assertThat(Platform.parse("linux/arm64/v8").accepts(Platform.parse("linux/arm64"))).isTrue();
    assertThat(Platform.parse("linux/arm/v6").accepts(Platform.parse("linux/arm/v7"))).isFalse();
    assertThat(Platform.parse("linux/amd64").accepts(Platform.parse("linux/arm64"))).isFalse();
  }
}
