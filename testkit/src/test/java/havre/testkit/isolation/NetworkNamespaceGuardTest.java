package havre.testkit.isolation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkNamespaceGuardTest {
  private static final String MACHINE = "net:[4026531840]";
  private static final String OTHER = "net:[4026532999]";

  @TempDir private Path folder;

  @Test
  void refusesTheMachinesNamespace() throws IOException {
    NetworkNamespaceGuard guard =
        new NetworkNamespaceGuard(link("own", MACHINE), link("first", MACHINE), null, true);

    assertThatThrownBy(() -> guard.requireOwnNamespace("LinkIT"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("LinkIT would run in the machine's own network namespace")
        .hasMessageContaining("testkit/bin/java");
  }

  @Test
  void letsTestsIntoAnotherNamespace() throws IOException {
    NetworkNamespaceGuard guard =
        new NetworkNamespaceGuard(link("own", OTHER), link("first", MACHINE), MACHINE, true);

    assertThatCode(() -> guard.requireOwnNamespace("LinkIT")).doesNotThrowAnyException();
  }

  private Path link(String name, String target) throws IOException {
    return Files.createSymbolicLink(folder.resolve(name), Path.of(target));
  }
}
