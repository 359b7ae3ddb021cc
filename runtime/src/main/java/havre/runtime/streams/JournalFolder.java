package havre.runtime.streams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The files that let a later daemon go on with a container's output.
record JournalFolder(Journal stdout, Journal stderr, Checkpoint.Store checkpoints)
    implements AutoCloseable {
  private static final String STDOUT = "stdout.journal";
  private static final String STDERR = "stderr.journal";
  private static final String CHECKPOINT = "checkpoint";

  static JournalFolder open(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new JournalFolder(
        Journal.open(folder.resolve(STDOUT)),
        Journal.open(folder.resolve(STDERR)),
        Checkpoint.Store.open(folder.resolve(CHECKPOINT)));
  }

  /// Removes the files, the checkpoint last, and the folder.
  static void delete(Path folder) throws IOException {
    for (String name : List.of(STDOUT, STDERR, CHECKPOINT)) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.deleteIfExists(folder);
  }

  Journal journal(StreamKind kind) {
    return kind == StreamKind.STDERR ? stderr : stdout;
  }

  @Override
  public void close() {
    stdout.close();
    stderr.close();
    checkpoints.close();
  }
}
