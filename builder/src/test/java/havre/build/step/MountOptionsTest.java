package havre.build.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountOptionsTest {
  private static MountOptions parse(String text) {
    return MountOptions.parse(text, word -> word.replace("$X", "x"), 3);
  }

  @Test
  void knowsEachOptionByAllItsNames() {
    MountOptions options = parse("dst=/$X,src=a,ro,type=cache,mode=0700,uid=7,size=2m");
    assertThat(options.type()).isEqualTo("cache");
    assertThat(options.get("target", "")).isEqualTo("/x");
    assertThat(options.get("source", "")).isEqualTo("a");
    assertThat(options.isReadOnly(false)).isTrue();
    assertThat(options.octal("mode", 0755)).isEqualTo(0700);
    assertThat(options.number("uid")).isEqualTo(7);
    assertThat(options.size()).isEqualTo(2L << 20);
    assertThat(parse("rw").isReadOnly(true)).isFalse();
    assertThat(parse("target=/x").type()).isEqualTo("bind");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo=bar | line 3: unexpected key 'foo' in 'foo=bar'",
        "target | line 3: invalid field 'target' must be a key=value pair",
        "required=maybe | invalid value for required: maybe",
        "uid=x | invalid value x for uid",
        "size=12q | invalid size: '12q'"
      })
  void refuses(String text, String message) {
    assertThatThrownBy(
            () -> {
              MountOptions options = parse(text);
              options.isSet("required");
              options.number("uid");
              options.size();
            })
        .hasMessageContaining(message);
  }
}
