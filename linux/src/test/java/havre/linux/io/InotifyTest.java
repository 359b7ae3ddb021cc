package havre.linux.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InotifyTest {
  @Test
  void tellsWhatHappensInAFolder(@TempDir Path folder) throws Exception {
    try (var inotify = Inotify.create()) {
      int watch = inotify.watch(folder.toString(), Inotify.CREATE | Inotify.MOVED_TO);
      assertThat(inotify.take()).isEmpty();
      Path file = Files.createFile(folder.resolve("file"));
      Files.move(file, folder.resolve("renamed"));
      var events = inotify.take();
      assertThat(events)
          .containsExactly(
              new Inotify.Event(watch, Inotify.CREATE, "file"),
              new Inotify.Event(watch, Inotify.MOVED_TO, "renamed"));
      assertThat(events.getFirst().is(Inotify.CREATE)).isTrue();
      inotify.unwatch(watch);
    }
  }
}
