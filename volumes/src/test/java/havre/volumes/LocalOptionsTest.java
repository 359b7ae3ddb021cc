package havre.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalOptionsTest {

  @Test
  void splitsWhatTheKernelTakesApart() {
    LocalOptions options =
        LocalOptions.of(
            Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=1m,uid=5,ro,nosuid,rw,noexec"));
    assertThat(options.flags()).isEqualTo(0x2 | 0x8);
    assertThat(options.data()).containsExactly("size=1m", "uid=5");
    assertThat(options.inMemory()).isTrue();
  }

  @Test
  void knowsABind() {
    LocalOptions options = LocalOptions.of(Map.of("type", "none", "device", "/srv", "o", "rbind"));
    assertThat(options.isBind()).isTrue();
    assertThat(options.flags()).isEqualTo(0x1000 | 0x4000);
  }

  @Test
  void refusesInDockersWords() {
    refuses(Map.of("foo", "x"), "invalid option: \"foo\"");
    refuses(Map.of("type", "tmpfs"), "missing required option: \"device\"");
    refuses(Map.of("device", "tmpfs"), "missing required option: \"type\"");
    refuses(Map.of("size", "10m"), "quota size requested but no quota support");
    refuses(Map.of("size", "abc"), "invalid size: 'abc'");
    LocalOptions.check(Map.of("size", "0"));
  }

  private static void refuses(Map<String, String> options, String message) {
    assertThatThrownBy(() -> LocalOptions.check(options)).hasMessage(message);
  }
}
