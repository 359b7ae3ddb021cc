package havre.runtime.holder;

import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.io.MemoryFile;
import havre.linux.io.UnixSocket;
import havre.linux.process.Spawn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The holder's program, copied into sealed memory once and started from there: a container's
/// process that gets hold of it as `/proc/PID/exe` can change neither this copy nor the file.
final class HolderBinary implements AutoCloseable {
  private static final String NAME = "havre-holder";

  /// The holder overwrites this with the label that comes with its program.
  private static final String LABEL = "-".repeat(HolderMessage.LABEL_LENGTH);

  private final Fd program;
  private final Fd nothing;

  HolderBinary(Path file, Fd nothing) {
    this.nothing = nothing;
    try {
      program = MemoryFile.sealedProgram(NAME, Files.readAllBytes(file));
    } catch (IOException e) {
      throw HavreException.internal("read the holder's program " + file + ": " + e, e);
    }
  }

  /// Starts a holder, which waits for its program.
  ///
  /// @param socket its end of the control connection, which stays the caller's
  /// @return its pid, to be reaped by the caller
  int start(UnixSocket socket) {
    // Named through our own process: in the new one its number is closed before it executes.
    String path = "/proc/" + ProcessHandle.current().pid() + "/fd/" + program.number();
    return new Spawn(
            path,
            List.of(NAME, LABEL),
            List.of(),
            List.of(nothing, nothing, nothing, socket.fd()),
            true)
        .start();
  }

  @Override
  public void close() {
    program.close();
  }
}
