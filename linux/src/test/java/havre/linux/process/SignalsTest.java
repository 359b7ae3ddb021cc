package havre.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {
  @ParameterizedTest
  @CsvSource({
    "TERM,15",
    "SIGTERM,15",
    "sigkill,9",
    "9,9",
    "64,64",
    "RTMIN,34",
    "SIGRTMIN+3,37",
    "RTMAX,64",
    "RTMAX-2,62",
    "CLD,17",
    "WINCH,28",
    "SYS,31"
  })
  void namesAndNumbersAreUnderstood(String text, int number) {
    assertThat(Signals.parse(text)).hasValue(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "SIG", "0", "65", "NOPE", "RTMIN+31", "RTMAX-31", "-9", "1000"})
  void whatIsNoSignalIsNothing(String text) {
    assertThat(Signals.parse(text)).isEmpty();
  }

  @Test
  void everyNumberHasANameThatLeadsBack() {
    for (int signal = 1; signal <= Signals.SIGRTMAX; signal++) {
      if (signal != 32 && signal != 33) {
        assertThat(Signals.parse(Signals.name(signal))).hasValue(signal);
      }
    }
    assertThat(Signals.name(32)).isEqualTo("signal 32");
  }

  @Test
  void aWaitStatusIsDecoded() {
    assertThat(ExitStatus.ofWaitStatus(0x0300)).isEqualTo(ExitStatus.exited(3));
    assertThat(ExitStatus.ofWaitStatus(9)).isEqualTo(ExitStatus.signalled(9));
    assertThat(ExitStatus.ofWaitStatus(0x8B)).isEqualTo(new ExitStatus(0, 11, true));
    assertThat(ExitStatus.exited(3).shellCode()).isEqualTo(3);
  }
}
