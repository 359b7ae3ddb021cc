package havre.cli.stream;

import havre.cli.terminal.Console;
import java.util.ArrayList;
import java.util.List;

/// Passes the signals we get on to a container, as long as it is open.
public final class SignalForwarding implements AutoCloseable {
  private static final List<String> SIGNALS =
      List.of("INT", "TERM", "HUP", "USR1", "USR2", "CONT", "TSTP", "TTIN", "TTOU");

  private final List<Console.Undo> undo = new ArrayList<>();

  /// Takes the name of a signal and sends it.
  public interface Target {
    void send(String signal);
  }

  public SignalForwarding(Console console, Target target) {
    for (String signal : SIGNALS) {
      undo.add(console.onSignal(signal, target::send));
    }
  }

  @Override
  public void close() {
    for (Console.Undo each : undo) {
      each.close();
    }
  }
}
