package havre.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DigestTest {
  @Test
  void readsWhatItPrints() {
    Digest digest = Digest.sha256("abc".getBytes(StandardCharsets.UTF_8));
    assertThat(digest)
        .hasToString("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Digest.parse(digest.toString())).isEqualTo(digest);
  }

  @Test
  void refusesWhatIsNoDigest() {
    for (String text :
        new String[] {
          "", "abc", "sha256:", "sha256:xyz", "md5:00", "sha256:../..", "sha256:" + "A".repeat(64)
        }) {
      assertThatThrownBy(() -> Digest.parse(text)).as(text).isInstanceOf(HavreException.class);
    }
  }
}
