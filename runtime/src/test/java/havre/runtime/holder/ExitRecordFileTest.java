package havre.runtime.holder;

import static org.assertj.core.api.Assertions.assertThat;

import havre.runtime.ExitRecord;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExitRecordFileTest {
  private static final String OWN = "status 137\nsignal 9\ntime 1500000000\n";
  private static final Instant TIME = Instant.ofEpochSecond(1, 500_000_000);

  @Test
  void readsWhatTheHolderWrote() {
    assertThat(ExitRecordFile.parse(OWN)).contains(new ExitRecord(137, 9, TIME, false));
  }

  @Test
  void seesKillsForWantOfMemoryInBothVersionsOfTheFile() {
    assertThat(ExitRecordFile.parse(OWN + "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n"))
        .contains(new ExitRecord(137, 9, TIME, true));
    assertThat(ExitRecordFile.parse(OWN + "low 0\nhigh 0\nmax 4\noom 1\noom_kill 2\n"))
        .contains(new ExitRecord(137, 9, TIME, true));
    assertThat(ExitRecordFile.parse(OWN + "oom_kill 0\n"))
        .contains(new ExitRecord(137, 9, TIME, false));
  }

  @Test
  void theHoldersOwnLinesCount() {
    assertThat(ExitRecordFile.parse(OWN + "status 0\n"))
        .contains(new ExitRecord(137, 9, TIME, false));
  }

  @Test
  void isEmptyForAnythingElse() {
    assertThat(ExitRecordFile.parse("")).isEmpty();
    assertThat(ExitRecordFile.parse("status 1\nsignal 0\n")).isEmpty();
    assertThat(ExitRecordFile.parse("status x\nsignal 0\ntime 5\n")).isEmpty();
  }
}
