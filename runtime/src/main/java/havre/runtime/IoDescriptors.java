package havre.runtime;

import havre.linux.Fd;
import java.util.Optional;

/// The daemon's ends of a process's standard streams, non-blocking; the receiver owns and closes
/// them. The holder keeps its own copies, so that they can be taken again after a restart of the
/// daemon and nothing written meanwhile is lost.
public sealed interface IoDescriptors extends AutoCloseable {
  @Override
  void close();

  /// The master of a pseudo terminal, for both directions. After the last process has closed the
  /// terminal, reading fails with EIO once it is drained.
  record Terminal(Fd master) implements IoDescriptors {
    @Override
    public void close() {
      master.close();
    }
  }

  /// The ends of pipes.
  record Pipes(Optional<Fd> stdin, Fd stdout, Fd stderr) implements IoDescriptors {
    @Override
    public void close() {
      stdin.ifPresent(Fd::close);
      stdout.close();
      stderr.close();
    }
  }
}
