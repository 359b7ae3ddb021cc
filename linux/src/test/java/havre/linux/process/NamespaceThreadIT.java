package havre.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.Fd;
import havre.linux.fs.Entries;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamespaceThreadIT {
  @Test
  void theCallerStaysWhereItIs() {
    String own = network();
    String other = NamespaceThread.inNew(Set.of(Namespace.NETWORK), NamespaceThreadIT::network);
    assertThat(other).isNotEqualTo(own);
    assertThat(network()).isEqualTo(own);
  }

  @Test
  void aNamespaceThatIsHeldCanBeEntered() {
    try (Fd held = NamespaceThread.inNew(Set.of(Namespace.NETWORK), NamespaceThreadIT::open)) {
      String first = NamespaceThread.in(held, Namespace.NETWORK, NamespaceThreadIT::network);
      String second = NamespaceThread.in(held, Namespace.NETWORK, NamespaceThreadIT::network);
      assertThat(first).isEqualTo(second).isNotEqualTo(network());
      NamespaceThread.runIn(held, Namespace.NETWORK, () -> assertThat(network()).isEqualTo(first));
    }
  }

  @Test
  void thoseOfAProcessAreEntered() {
    try (Pidfd self = Pidfd.open((int) ProcessHandle.current().pid())) {
      var kinds = Set.of(Namespace.NETWORK, Namespace.MOUNT, Namespace.UTS);
      assertThat(NamespaceThread.inThoseOf(self, kinds, NamespaceThreadIT::network))
          .isEqualTo(network());
    }
  }

  @Test
  void virtualThreadsAroundDoNotLeave() throws Exception {
    String own = network();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          executor.invokeAll(
              IntStream.range(0, 40)
                  .<Callable<Boolean>>mapToObj(i ->
                      () -> {
                        if (i % 4 == 0) {
                          NamespaceThread.runInNew(Set.of(Namespace.NETWORK), () -> {});
                        }
                        return network().equals(own);
                      })
                  .toList());
      for (var answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  @Test
  void whatTheActionThrowsReachesTheCaller() {
    assertThatThrownBy(() ->
            NamespaceThread.runInNew(
                Set.of(Namespace.UTS),
                () -> {
                  throw new IllegalStateException("inside");
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("inside");
  }

  private static Fd open() {
    return Open.path("/proc/thread-self/ns/net", OpenHow.READ);
  }

  private static String network() {
    try (Fd directory = Open.path("/proc/thread-self/ns", OpenHow.PATH_DIRECTORY)) {
      return Entries.readSymlink(directory, "net");
    }
  }
}
