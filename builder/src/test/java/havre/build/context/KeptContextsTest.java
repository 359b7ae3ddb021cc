package havre.build.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptContextsTest {
  @TempDir Path scratch;
  private Instant now = Instant.EPOCH;

  private KeptContexts contexts() {
    return new KeptContexts(scratch, () -> now);
  }

  private InputStream archive() {
    return new ByteArrayInputStream(new byte[1024]);
  }

  private long folders() throws IOException {
    try (Stream<Path> all = Files.list(scratch)) {
      return all.count();
    }
  }

  @Test
  void givesTheNextBuildOfTheNameTheFolder() throws IOException {
    KeptContexts contexts = contexts();
    Path folder;
    try (BuildContext first = contexts.unpack("a", archive())) {
      folder = first.folder();
      try (BuildContext meanwhile = contexts.unpack("a", archive())) {
        assertThat(meanwhile.folder()).isNotEqualTo(folder);
      }
    }
    try (BuildContext second = contexts.unpack("a", archive());
        BuildContext other = contexts.unpack("b", archive())) {
      assertThat(second.folder()).isEqualTo(folder).isEmptyDirectory();
      assertThat(other.folder()).isNotEqualTo(folder);
    }
    assertThat(folders()).isEqualTo(2);
    contexts.clear();
    assertThat(folders()).isZero();
  }

  @Test
  void keepsFewAndNotForLong() throws IOException {
    KeptContexts contexts = contexts();
    for (int i = 0; i < 10; i++) {
      contexts.unpack("build " + i, archive()).close();
    }
    assertThat(folders()).isEqualTo(4);
    now = now.plus(Duration.ofHours(2));
    contexts.unpack("last", archive()).close();
    assertThat(folders()).isEqualTo(1);
    now = now.plus(Duration.ofHours(2));
    contexts.removeOld();
    assertThat(folders()).isZero();
  }

  @Test
  void keepsNothingOfADamagedContext() throws IOException {
    KeptContexts contexts = contexts();
    var damaged = new ByteArrayInputStream("no archive at all".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> contexts.unpack("a", damaged)).isInstanceOf(HavreException.class);
    assertThat(folders()).isZero();
  }
}
