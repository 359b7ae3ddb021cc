package havre.build.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChmodTest {
  @ParameterizedTest
  @CsvSource({
    "755, 0644, false, 755",
    "4755, 0644, false, 4755",
    "u=rwX;go=rX, 0600, false, 644",
    "u=rwX;go=rX, 0600, true, 755",
    "a+x, 0640, false, 751",
    "go-rwx, 0777, false, 700",
    "u+s, 0755, false, 4755",
    "+t, 0777, true, 1777",
    "g=u, 0640, false, 660",
    "u=rw+x-w, 0000, false, 500"
  })
  void changes(String text, String mode, boolean directory, String result) {
    int changed = Chmod.parse(text.replace(';', ',')).of(Integer.parseInt(mode, 8), directory);
    assertThat(Integer.toOctalString(changed)).isEqualTo(result);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9", "77777", "u", "u=q", "", "u=r,"})
  void refuses(String text) {
    assertThatThrownBy(() -> Chmod.parse(text)).hasMessageContaining("invalid chmod parameter");
  }
}
