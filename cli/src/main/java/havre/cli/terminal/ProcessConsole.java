package havre.cli.terminal;

import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.io.Terminal;
import havre.linux.io.WindowSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// The console of this very process. The kernel is asked only for what looks like a terminal,
/// because the first call to it costs a command much of its time.
public final class ProcessConsole implements Console {
  @Override
  public boolean isTerminal(Stream stream) {
    return looksLikeTerminal(stream.ordinal()) && terminal(stream).isTerminal();
  }

  private static boolean looksLikeTerminal(int number) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
      return target.startsWith("/dev/") && !target.equals("/dev/null");
    } catch (IOException e) {
      return false;
    }
  }

  /// The descriptor stays the process's own: it is never closed.
  private static Terminal terminal(Stream stream) {
    return new Terminal(Fd.of(stream.ordinal()));
  }

  @Override
  public Size size() {
    for (Stream stream : new Stream[] {Stream.OUT, Stream.IN, Stream.ERR}) {
      if (isTerminal(stream)) {
        WindowSize size = terminal(stream).size();
        return new Size(size.rows(), size.columns());
      }
    }
    return Size.UNKNOWN;
  }

  @Override
  public Undo raw() {
    if (!isTerminal(Stream.IN)) {
      return () -> {};
    }
    Terminal terminal = terminal(Stream.IN);
    Terminal.Attributes before = terminal.makeRaw();
    return () -> restore(terminal, before);
  }

  @Override
  public Undo silent() {
    if (!isTerminal(Stream.IN)) {
      return () -> {};
    }
    Terminal terminal = terminal(Stream.IN);
    Terminal.Attributes before = terminal.makeRawKeepingOutput();
    return () -> restore(terminal, before);
  }

  private static void restore(Terminal terminal, Terminal.Attributes before) {
    try {
      terminal.restore(before);
    } catch (LinuxException e) {
      // The terminal is gone, and its settings with it.
    }
  }

  @Override
  public Undo onSignal(String name, Listener listener) {
    try {
      var signal = new Signal(name);
      SignalHandler before = Signal.handle(signal, s -> listener.signalled(s.getName()));
      return () -> Signal.handle(signal, before);
    } catch (IllegalArgumentException e) {
      // The virtual machine keeps this one for itself.
      return () -> {};
    }
  }
}
