package havre.runtime.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CapabilitySetTest {
  private static final CapabilitySet AVAILABLE = new CapabilitySet(0x1fffeffffffL);

  @Test
  void theDefaultsAreDockersFourteen() {
    assertThat(resolve(List.of(), List.of()).mask()).isEqualTo(0xa80425fbL);
  }

  @Test
  void namesComeInAnyForm() {
    assertThat(resolve(List.of("net_admin", "CAP_sys_time"), List.of()).list())
        .contains(Capability.NET_ADMIN, Capability.SYS_TIME)
        .hasSize(16);
    assertThat(resolve(List.of(), List.of("cap_chown", "KILL")).list()).hasSize(12);
  }

  @Test
  void allIsWhatTheDaemonHas() {
    assertThat(resolve(List.of("all"), List.of())).isEqualTo(AVAILABLE);
    assertThat(resolve(List.of("ALL"), List.of("CHOWN")).list())
        .doesNotContain(Capability.CHOWN)
        .hasSize(39);
    assertThat(resolve(List.of("CHOWN"), List.of("All")).list()).containsExactly(Capability.CHOWN);
    assertThat(resolve(List.of(), List.of("ALL")).mask()).isZero();
    assertThat(resolve(List.of("ALL"), List.of("ALL"))).isEqualTo(AVAILABLE);
  }

  @Test
  void privilegedIsEverything() {
    assertThat(CapabilitySet.resolve(true, List.of(), List.of("CHOWN"), AVAILABLE))
        .isEqualTo(AVAILABLE);
  }

  @Test
  void unknownNamesAreRefusedInDockersWords() {
    assertThatThrownBy(() -> resolve(List.of("foo"), List.of()))
        .hasMessage("invalid CapAdd: unknown capability: \"CAP_FOO\"");
    assertThatThrownBy(() -> resolve(List.of(), List.of("cap_bar")))
        .hasMessage("invalid CapDrop: unknown capability: \"CAP_BAR\"");
  }

  private static CapabilitySet resolve(List<String> add, List<String> drop) {
    return CapabilitySet.resolve(false, add, drop, AVAILABLE);
  }
}
