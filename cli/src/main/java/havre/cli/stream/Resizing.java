package havre.cli.stream;

import havre.cli.terminal.Console;
import havre.client.EngineException;
import java.io.UncheckedIOException;

/// Keeps the size of a remote terminal that of ours, as long as it is open.
public final class Resizing implements AutoCloseable {
  /// Sets the remote size.
  public interface Target {
    void resize(int rows, int columns);
  }

  private final Console console;
  private final Target target;
  private final Console.Undo undo;

  /// Sets the size now and whenever ours changes.
  public Resizing(Console console, Target target) {
    this.console = console;
    this.target = target;
    this.undo = console.onSignal("WINCH", signal -> send());
    send();
  }

  private void send() {
    Console.Size size = console.size();
    if (size.rows() == 0 && size.columns() == 0) {
      return;
    }
    try {
      target.resize(size.rows(), size.columns());
    } catch (EngineException | UncheckedIOException e) {
      // The process may have ended meanwhile; a wrong size is no reason to end.
    }
  }

  @Override
  public void close() {
    undo.close();
  }
}
