package havre.cli.container;

import havre.cli.command.Context;
import havre.client.EngineException;
import java.io.UncheckedIOException;

/// Sends a signal that came to us to a container.
final class Signals {
  private Signals() {}

  static void send(Context context, String container, String signal) {
    try {
      context.engine().containers().kill(container, signal);
    } catch (EngineException | UncheckedIOException e) {
      // It has ended meanwhile, or has not begun; the signal has nobody to go to.
    }
  }
}
