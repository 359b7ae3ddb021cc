package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Layers that are damaged on disk.
class StoreCheckIT {
  @TempDir private Path folder;
  private DaemonUnderTest daemon;
  private RegistryUnderTest registry;
  private String name;

  @BeforeEach
  void start() throws IOException {
    registry = RegistryUnderTest.open();
    daemon = DaemonUnderTest.withBusybox();
    name = registry.host() + "/app:1";
    Files.writeString(folder.resolve("data"), "0123456789".repeat(50_000));
    Files.writeString(folder.resolve("Dockerfile"), "FROM busybox\nCOPY data /srv/data\n");
    daemon.classicBuild("-q", "-t", name, folder.toString()).mustSucceed();
    daemon.docker("push", "-q", name).mustSucceed();
  }

  @AfterEach
  void stop() {
    daemon.close();
    registry.close();
  }

  private Path onDisk(String name) throws IOException {
    try (Stream<Path> files =
        Files.walk(daemon.dataRoot().resolve("layers"), 6, new FileVisitOption[0])) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  private static void flipABit(Path file) throws IOException {
    try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(300_001);
      int before = bytes.read();
      bytes.seek(300_001);
      bytes.write(before ^ 4);
    }
  }

  @Test
  void findsAFlippedBitAndFetchesTheFileAgain() throws Exception {
    assertThat(daemon.havre("system", "check").mustSucceed().out())
        .contains("2 layers checked, 0 damaged");
    Path data = onDisk("srv/data");
    flipABit(data);

    Commands.Result found = daemon.havre("system", "check");
    assertThat(found.exitCode()).isEqualTo(1);
    assertThat(found.out()).contains("(" + name + "): ", "2 layers checked, 1 damaged, 0 repaired");

    Commands.Result repaired = daemon.havre("system", "check", "--repair");
    assertThat(repaired.out()).contains("  repaired diff/srv/data", "1 damaged, 1 repaired");
    assertThat(repaired.exitCode()).isZero();
    assertThat(Files.readString(data)).isEqualTo("0123456789".repeat(50_000));
    daemon.havre("system", "check").mustSucceed();
    assertThat(daemon.docker("run", "--rm", name, "md5sum", "/srv/data").mustSucceed().out())
        .startsWith("609a85cd4d5f8894e9bb58a7d7441347");
  }

  @Test
  void bringsBackAFolderThatIsGone() throws Exception {
    Path layer = onDisk("srv/data").getParent().getParent().getParent();
    daemon.stop();
    Commands.run("rm", "-r", layer.toString());
    daemon.start();
    assertThat(daemon.havre("system", "check").out()).contains("it is missing on disk");
    daemon.havre("system", "check", "--repair").mustSucceed();
    daemon.docker("run", "--rm", name, "cat", "/srv/data").mustSucceed();
  }

  @Test
  void tellsWhatCannotBeFetched() throws Exception {
    registry.close();
    flipABit(onDisk("srv/data"));
    Commands.Result tried = daemon.havre("system", "check", "--repair");
    assertThat(tried.exitCode()).isEqualTo(1);
    assertThat(tried.out()).contains("not repaired: " + registry.host() + "/app: ");
  }
}
