package havre.runtime.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import havre.runtime.Mount;
import java.util.List;
import org.junit.jupiter.api.Test;

class TmpfsOptionsTest {
  private static final int DEFAULTS = KernelFlags.NOSUID | KernelFlags.NODEV | KernelFlags.NOEXEC;

  @Test
  void isTightUnlessToldOtherwise() {
    TmpfsOptions options = of();
    assertThat(options.attributes()).isEqualTo(DEFAULTS);
    assertThat(options.parameters()).containsExactly("source=tmpfs", "mode=1777", "size=4096");
  }

  @Test
  void dividesAttributesFromParameters() {
    TmpfsOptions options = of("exec", "ro", "uid=5", "noatime");
    assertThat(options.attributes())
        .isEqualTo(
            KernelFlags.NOSUID | KernelFlags.NODEV | KernelFlags.RDONLY | KernelFlags.NOATIME);
    assertThat(options.parameters()).endsWith("uid=5");
  }

  @Test
  void laterOptionsWin() {
    assertThat(of("exec", "noexec", "ro", "rw").attributes()).isEqualTo(DEFAULTS);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> of("bogus"))
        .isInstanceOf(HavreException.class)
        .hasMessage("invalid tmpfs option \"bogus\"");
    assertThatThrownBy(() -> of("source=/etc")).isInstanceOf(HavreException.class);
  }

  private static TmpfsOptions of(String... options) {
    return TmpfsOptions.of(new Mount.Tmpfs("/t", 4096, 01777, List.of(options)), 01777);
  }
}
