package havre.engine.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.engine.container.HostOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecurityOptionsTest {
  @Test
  void cgroupsAreWritableWhereThatIsSaid() {
    assertThat(parse("writable-cgroups").writableCgroups()).isTrue();
    assertThat(parse("writable-cgroups=true").writableCgroups()).isTrue();
    assertThat(parse("writable-cgroups=false").writableCgroups()).isFalse();
    assertThatThrownBy(() -> parse("writable-cgroups=1"))
        .hasMessage("invalid --security-opt 2: \"writable-cgroups=1\"");
  }

  private static SecurityOptions parse(String option) {
    return SecurityOptions.parse(
        new HostOptions.Privileges(
            false, List.of(), List.of(), List.of(option), List.of(), null, null));
  }
}
