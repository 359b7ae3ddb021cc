package havre.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessStatusTest {
  private static final String STAT =
      "42 (odd) (name) S 1 42 41 34816 42 4194304 1 2 3 4 150 50 0 0 20 0 7 0 12345 8192000 321"
          + " 18446744073709551615 0 0";

  @Test
  void aCommandMayHoldBracketsAndBlanks() {
    var status = ProcessStatus.parse(bytes(STAT), bytes("/bin/odd\0-x\0a b\0\0"), 1000);
    assertThat(status)
        .isEqualTo(
            new ProcessStatus(
                42,
                "odd) (name",
                'S',
                1,
                42,
                41,
                34816,
                150,
                50,
                7,
                12345,
                8192000,
                321,
                1000,
                List.of("/bin/odd", "-x", "a b", "")));
  }

  @Test
  void whatHasEndedHasNoCommandLine() {
    assertThat(ProcessStatus.parse(bytes(STAT), new byte[0], 0).arguments()).isEmpty();
  }

  @Test
  void theOwnProcessIsFound() {
    int pid = (int) ProcessHandle.current().pid();
    var own = ProcessStatus.of(pid).orElseThrow();
    assertThat(own.pid()).isEqualTo(pid);
    assertThat(own.threads()).isGreaterThan(1);
    assertThat(own.arguments().getFirst()).endsWith("java");
  }

  @Test
  void thereIsNoProcessOfAnImpossiblePid() {
    assertThat(ProcessStatus.of(Integer.MAX_VALUE)).isEmpty();
  }

  @Test
  void memoryIsCountedInBytes() {
    var memory =
        MemoryInfo.parse("MemTotal:  2 kB\nMemFree: 1 kB\nMemAvailable: 1 kB\nSwapFree: 0 kB\n");
    assertThat(memory).isEqualTo(new MemoryInfo(2048, 1024, 0, 0));
  }

  @Test
  void theHostIsKnown() {
    HostInfo host = HostInfo.read();
    assertThat(host.kernelRelease()).matches("[0-9]+\\..*");
    assertThat(host.architecture()).isNotEmpty();
    assertThat(host.hostName()).isNotEmpty();
    assertThat(host.bootId()).hasSize(36);
    assertThat(host.processors()).isPositive();
    assertThat(host.totalMemory()).isGreaterThan(1 << 20);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
