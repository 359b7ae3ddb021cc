package havre.runtime.holder;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.Fd;
import havre.linux.fs.Entries;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.runtime.Mount;
import havre.runtime.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// CVE-2021-30465 and CVE-2024-45310: somebody who shares a volume swaps a directory of it with a
/// link to the host while a further volume is being mounted below that directory.
class MountRaceIT {
  private static final int STARTS = 40;

  private final ContainerFixture fixture = new ContainerFixture();

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void neitherMountsNorFilesAppearOnTheHost() throws Exception {
    Path shared = Files.createDirectory(fixture.directory.resolve("shared"));
    Path outside = Files.createDirectory(fixture.directory.resolve("outside"));
    Path secret = Files.createDirectory(fixture.directory.resolve("secret"));
    Files.createDirectory(shared.resolve("place"));
    Files.createSymbolicLink(shared.resolve("link"), Path.of("../../../../../../.." + outside));
    var stop = new AtomicBoolean();
    Thread swapping = Thread.ofPlatform().start(() -> swap(shared, stop));
    int started = 0;
    try {
      for (int i = 0; i < STARTS; i++) {
        started += start(shared, secret, "/shared/place/new" + i);
      }
    } finally {
      stop.set(true);
      swapping.join();
    }
    assertThat(outside).isEmptyDirectory();
    assertThat(started).isPositive();
  }

  private int start(Path shared, Path secret, String target) {
    var launch =
        fixture
            .launch(fixture.process("true").build())
            .mounts(
                List.of(
                    Mount.Bind.of(shared, "/shared", false), Mount.Bind.of(secret, target, false)))
            .build();
    try {
      fixture.finish(fixture.start(launch));
      return 1;
    } catch (StartFailure e) {
      assertThat(e).hasMessageContaining("error mounting");
      return 0;
    }
  }

  private static void swap(Path shared, AtomicBoolean stop) {
    try (Fd directory = Open.path(shared.toString(), OpenHow.PATH_DIRECTORY)) {
      while (!stop.get()) {
        Entries.exchange(directory, "place", directory, "link");
      }
    }
  }
}
