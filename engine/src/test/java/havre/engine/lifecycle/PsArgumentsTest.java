package havre.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PsArgumentsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -o pid,user | pid user
          -eopid,user | pid user
          -eo pid,comm:20 | pid comm
          axo PID,args | pid args
          -A -o pid -o ppid | pid ppid
          -e -f | uid pid ppid c stime tty time cmd
          ef | uid pid ppid c stime tty time cmd
          -ef | uid pid ppid c stime tty time cmd
          -e | pid tty time cmd
          ax | pid tty stat btime command
          waux | user pid %cpu %mem vsz rss tty stat start btime command
          auxww | user pid %cpu %mem vsz rss tty stat start btime command
          """)
  void readsThemAsPsDoes(String arguments, String columns) {
    assertThat(PsArguments.parse(arguments).columns()).containsExactly(columns.split(" "));
  }

  @Test
  void withoutAnyItIsTheFullForm() {
    assertThat(PsArguments.parse(" ").columns()).startsWith("uid", "pid", "ppid");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> PsArguments.parse("-C sh"))
        .hasMessage("ps arguments not supported: -C sh; use -ef, aux or -o COLUMN,...");
  }
}
