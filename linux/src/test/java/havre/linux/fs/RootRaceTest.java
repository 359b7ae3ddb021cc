package havre.linux.fs;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody swaps a directory and a link that leads outside, over and over, while paths through
/// them are resolved.
class RootRaceTest {
  private static final int ROUNDS = 3000;

  /// What may come of a path that changes meanwhile.
  private static final Set<Errno> HARMLESS =
      Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.EEXIST, Errno.EAGAIN, Errno.ELOOP);

  @TempDir Path folder;
  private Path outside;
  private Root root;
  private final AtomicBoolean over = new AtomicBoolean();
  private Thread swapping;

  @BeforeEach
  void startSwapping() throws Exception {
    outside = Files.createDirectory(folder.resolve("outside"));
    Files.createFile(outside.resolve("secret"));
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Files.createDirectory(inside.resolve("swapped"));
    Files.createSymbolicLink(inside.resolve("link"), outside);
    root = Root.open(inside.toString());
    swapping = Thread.ofPlatform().start(this::swap);
  }

  @AfterEach
  void stopSwapping() throws Exception {
    over.set(true);
    swapping.join();
    root.close();
  }

  @Test
  void nothingOutsideIsFound() {
    for (int i = 0; i < ROUNDS; i++) {
      assertThat(find("swapped/secret")).isFalse();
      assertThat(find("link/../../outside/secret")).isFalse();
    }
  }

  @Test
  void nothingIsMadeOutside() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      String name = "made" + i % 10;
      ignoringHarmless(() -> root.makeDirectories("swapped/" + name + "/d", 0755, uid(), gid()));
      ignoringHarmless(() -> root.makeFile("swapped/file" + name, 0644, uid(), gid()));
    }
    try (var entries = Files.list(outside)) {
      assertThat(entries.map(entry -> entry.getFileName().toString())).containsExactly("secret");
    }
  }

  private boolean find(String path) {
    try (Fd found = root.find(path, OpenHow.PATH).orElse(null)) {
      return found != null;
    } catch (LinuxException e) {
      assertThat(HARMLESS).contains(e.errno());
      return false;
    }
  }

  private static void ignoringHarmless(Supplier<Fd> action) {
    try {
      action.get().close();
    } catch (LinuxException e) {
      assertThat(HARMLESS).contains(e.errno());
    }
  }

  private void swap() {
    while (!over.get()) {
      Entries.exchange(root.fd(), "swapped", root.fd(), "link");
    }
  }

  private int uid() {
    return FileStatus.of(root.fd()).uid();
  }

  private int gid() {
    return FileStatus.of(root.fd()).gid();
  }
}
