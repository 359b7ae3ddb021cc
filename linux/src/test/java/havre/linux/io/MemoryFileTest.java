package havre.linux.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import org.junit.jupiter.api.Test;

class MemoryFileTest {
  @Test
  void holdsItsContent() {
    try (Fd file = MemoryFile.of("note", "hello".getBytes(US_ASCII))) {
      Io.seek(file, 0);
      assertThat(Io.readFully(file, 100)).asString(US_ASCII).isEqualTo("hello");
    }
  }

  @Test
  void aSealedProgramCannotBeChanged() {
    try (Fd file = MemoryFile.sealedProgram("program", new byte[] {1, 2, 3})) {
      assertThatThrownBy(() -> Io.writeFully(file, new byte[] {4}))
          .isInstanceOf(LinuxException.class);
      assertThatThrownBy(() -> Io.truncate(file, 0)).isInstanceOf(LinuxException.class);
      assertThatThrownBy(
              () -> {
                try (Fd again = Open.again(file, OpenHow.READ_WRITE)) {
                  Io.writeFully(again, new byte[] {4});
                }
              })
          .isInstanceOf(LinuxException.class);
    }
  }
}
