package havre.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.engine.container.MountRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindSpecTest {

  @Test
  void readsAPathOfTheHost() {
    BindSpec bind = BindSpec.parse("/tmp:/b:rslave,ro", "");
    assertThat(bind.mode()).isEqualTo("rslave,ro");
    MountRequest request = bind.request();
    assertThat(request.type()).isEqualTo("bind");
    assertThat(request.readOnly()).isTrue();
    assertThat(request.bind()).isNotNull();
    assertThat(request.bind().propagation()).isEqualTo("rslave");
  }

  @Test
  void readsAVolumeThatIsNotFilled() {
    MountRequest request = BindSpec.parse("data:/b:nocopy,z", "driver").request();
    assertThat(request.type()).isEqualTo("volume");
    assertThat(request.source()).isEqualTo("data");
    assertThat(request.volume()).isNotNull();
    assertThat(request.volume().noCopy()).isTrue();
    assertThat(request.volume().driver()).isEqualTo("driver");
  }

  @Test
  void takesATargetAloneForAVolumeWithoutAName() {
    MountRequest request = BindSpec.parse("/data", "").request();
    assertThat(request.type()).isEqualTo("volume");
    assertThat(request.source()).isEmpty();
    assertThat(request.target()).isEqualTo("/data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          /a:ro | invalid volume specification: '/a:ro'
          /a:/b:ro:x | invalid volume specification: '/a:/b:ro:x'
          :/b | invalid volume specification: ':/b'
          /a:/b:zz | invalid mode: zz
          /a:/b:ro,rw | invalid mode: ro,rw
          /a:b | invalid volume specification: '/a:b': invalid mount config for type "bind": invalid mount path: 'b' mount path must be absolute
          /a:/ | invalid volume specification: '/a:/': invalid mount config for type "bind": invalid specification: destination can't be '/'
          /a:/b:nocopy | invalid volume specification: '/a:/b:nocopy': invalid mount config for type "bind": field VolumeOptions must not be specified
          v:/b:shared | invalid volume specification: 'v:/b:shared': invalid mount config for type "volume": field BindOptions must not be specified
          """)
  void refusesInDockersWords(String text, String message) {
    assertThatThrownBy(() -> BindSpec.parse(text, "")).hasMessage(message);
  }

  @Test
  void knowsTheModesOfVolumesFrom() {
    assertThat(BindSpec.isModeOfVolumesFrom("ro,z")).isTrue();
    assertThat(BindSpec.isModeOfVolumesFrom("")).isTrue();
    assertThat(BindSpec.isModeOfVolumesFrom("nocopy")).isFalse();
    assertThat(BindSpec.isModeOfVolumesFrom("rshared")).isFalse();
  }
}
