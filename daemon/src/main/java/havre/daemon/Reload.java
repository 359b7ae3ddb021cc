package havre.daemon;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import havre.common.HavreException;
import havre.daemon.config.Configuration;
import havre.daemon.config.OptionException;
import havre.daemon.logging.StderrLoggerFinder;
import java.util.List;
import sun.misc.Signal;

/// Reads the configuration anew at SIGHUP, as dockerd does. What a running daemon can't change is
/// named in the log.
///
/// @param arguments of the program
record Reload(Daemon daemon, Configuration started, List<String> arguments) {
  private static final System.Logger LOG = System.getLogger(Reload.class.getName());

  void atHangup() {
    Signal.handle(new Signal("HUP"), _ -> Thread.ofVirtual().name("reload").start(this::run));
  }

  private void run() {
    LOG.log(INFO, "Got signal to reload configuration");
    Configuration next;
    try {
      next = Configuration.of(arguments);
      DaemonOptions.check(next);
    } catch (OptionException | HavreException e) {
      LOG.log(ERROR, "the configuration stays as it was: " + e.getMessage());
      return;
    }
    StderrLoggerFinder.threshold(DaemonOptions.logLevel(next));
    daemon.reload(next);
    List<String> later = started.needRestart(next);
    if (!later.isEmpty()) {
      LOG.log(WARNING, "a restart of the daemon takes the new --" + String.join(", --", later));
    }
    LOG.log(INFO, "Reloaded configuration: " + DaemonOptions.reloadable(started.reloaded(next)));
  }
}
