package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images, containers and volumes that come and go by chance, under a daemon that is killed; then a
/// checker that knows only the format looks at what is on disk.
///
/// `-Dhavre.operations=1000` makes it a long one (`scripts/store-crashes`), `-Dhavre.seed=N`
/// repeats one.
class StoreCrashIT {
  private static final int OPERATIONS = Integer.getInteger("havre.operations", 18);
  private static final int EACH_KILL = 6;
  private static final int NAMES = 3;
  private static final String CHECKER =
      Path.of(System.getProperty("havre.root"), "scripts/check-store").toString();

  @TempDir private Path folder;
  private DaemonUnderTest daemon;
  private RegistryUnderTest registry;

  @BeforeEach
  void start() throws IOException {
    registry = RegistryUnderTest.open();
    daemon = DaemonUnderTest.withBusybox();
    for (int i = 0; i < NAMES; i++) {
      Files.writeString(folder.resolve("Dockerfile"), dockerfile(i));
      String name = registry.host() + "/app:" + i;
      daemon.classicBuild("-q", "-t", name, folder.toString()).mustSucceed();
      daemon.docker("push", "-q", name).mustSucceed();
      daemon.docker("save", "-o", archive(i), name, "busybox").mustSucceed();
      daemon.docker("rmi", name).mustSucceed();
    }
  }

  @AfterEach
  void stop() {
    daemon.close();
    registry.close();
  }

  /// Images share their lower layers with those of smaller numbers.
  private String dockerfile(int layers) throws IOException {
    var text = new StringBuilder("FROM busybox\n");
    for (int i = 0; i <= layers; i++) {
      var content = new byte[200_000 * (i + 1)];
      new Random(i).nextBytes(content);
      Files.write(folder.resolve("f" + i), content);
      text.append("COPY f").append(i).append(" /a/\n");
    }
    return text.append("RUN ln /a/f0 /b && rm /a/f0\n").toString();
  }

  private String archive(int number) {
    return folder.resolve(number + ".tar").toString();
  }

  @Test
  void nothingIsMissingAndNothingIsLeftOver() throws Exception {
    long seed = Long.getLong("havre.seed", System.nanoTime());
    var random = new Random(seed);
    for (int i = 1; i <= OPERATIONS; i++) {
      List<String> operation = operation(random);
      if (i % EACH_KILL == 0) {
        Thread interrupted = Thread.ofVirtual().start(() -> docker(operation));
        daemon.kill();
        daemon.start();
        interrupted.join();
        check(seed);
      } else {
        docker(operation);
      }
    }
    check(seed);

    daemon.docker("system", "prune", "-af", "--volumes").mustSucceed();
    check(seed);
  }

  private void check(long seed) {
    Commands.Result checked =
        Commands.run(
            new byte[0],
            List.of(
                CHECKER,
                "--socket",
                daemon.socket().toString(),
                "--wait",
                daemon.dataRoot().toString()));
    assertThat(checked.out()).as("seed %d: %s", seed, checked.err()).contains("nothing missing");
    assertThat(checked.exitCode()).isZero();
  }

  /// Many fail, as what they are about is not there; that is no matter here.
  private void docker(List<String> operation) {
    if (operation.getFirst().equals("build")) {
      daemon.classicBuild(operation.subList(1, operation.size()).toArray(String[]::new));
    } else {
      daemon.docker(operation.toArray(String[]::new));
    }
  }

  private List<String> operation(Random random) {
    int number = random.nextInt(NAMES);
    String app = registry.host() + "/app:" + number;
    String container = "c" + random.nextInt(4);
    String other = "n:" + random.nextInt(4);
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> List.of("pull", "-q", app);
      case 3, 4 -> List.of("load", "-qi", archive(number));
      case 5 -> List.of("tag", app, other);
      case 6 -> List.of("rmi", "-f", app);
      case 7 -> List.of("rmi", other);
      case 8 -> List.of("build", "-qt", other, folder.toString());
      case 9 -> List.of("run", "--name", container, "-v", "v:/v", app, "sh", "-c", "date >/v/a");
      case 10 -> List.of("run", "--rm", "-v", "/w", app, "sh", "-c", "date >/w/a");
      case 11 -> List.of("commit", container, other);
      case 12 -> List.of("rm", "-fv", container);
      case 13 -> List.of("image", "prune", "-f");
      case 14 -> List.of("rmi", "-f", app, other);
      default -> List.of("push", "-q", app);
    };
  }
}
