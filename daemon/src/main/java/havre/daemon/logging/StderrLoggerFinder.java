package havre.daemon.logging;

import java.lang.System.Logger;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// Gives every class of the daemon a logger that writes dockerd's `time=… level=… msg=…` lines to
/// standard error.
///
/// The JDK finds it by `META-INF/services`; without it `java.logging` would be loaded for the same.
public final class StderrLoggerFinder extends System.LoggerFinder {
  /// The JDK makes its own instance, so what main says of the level is reached through the class.
  private static final AtomicReference<Logger.Level> THRESHOLD =
      new AtomicReference<>(Logger.Level.INFO);

  private static final AtomicBoolean JSON = new AtomicBoolean();

  /// Writes JSON objects from now on, instead of words.
  public static void json() {
    JSON.set(true);
  }

  /// Sets what is logged from now on.
  public static void threshold(Logger.Level level) {
    THRESHOLD.set(level);
  }

  @Override
  public Logger getLogger(String name, Module module) {
    return new StderrLogger(name, THRESHOLD, JSON);
  }
}
