package havre.daemon;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import havre.common.HavreException;
import havre.daemon.config.Configuration;
import havre.daemon.config.OptionException;
import havre.daemon.logging.StderrLoggerFinder;
import havre.engine.system.LocalSystemInformation;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// The program `havred`.
public final class Main {
  private static final System.Logger LOG = System.getLogger(Main.class.getName());
  private static final int USAGE = 125;

  private Main() {}

  public static void main(String[] arguments) {
    int code = run(List.of(arguments), System.out, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    Configuration configuration;
    try {
      configuration = Configuration.of(arguments);
      if (configuration.isOn("help")) {
        out.print(Configuration.help());
        return 0;
      }
      if (configuration.isOn("version")) {
        out.println("Havre version " + LocalSystemInformation.VERSION);
        return 0;
      }
      DaemonOptions.check(configuration);
      if (configuration.isOn("validate")) {
        out.println("configuration OK");
        return 0;
      }
    } catch (OptionException | HavreException e) {
      err.println("havred: " + e.getMessage());
      err.println("Run 'havred --help' for the options.");
      return USAGE;
    }
    StderrLoggerFinder.threshold(DaemonOptions.logLevel(configuration));
    if (configuration.text("log-format").equals("json")) {
      StderrLoggerFinder.json();
    }
    return serve(configuration, arguments);
  }

  private static int serve(Configuration configuration, List<String> arguments) {
    var grace = Duration.ofSeconds(Math.max(0, configuration.number("shutdown-timeout")));
    try (Daemon daemon = Daemon.start(configuration)) {
      new Reload(daemon, configuration, arguments).atHangup();
      var stop = new CountDownLatch(1);
      var stopped = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .name("shutdown")
                  .unstarted(() -> {
                    stop.countDown();
                    if (await(stopped, grace.plusSeconds(5))) {
                      // the JVM's own status after a signal would be 128 and the signal's number
                      Runtime.getRuntime().halt(0);
                    }
                  }));
      stop.await();
      LOG.log(
          INFO,
          configuration.isOn("live-restore")
              ? "stopping; containers keep running"
              : "stopping, with the containers");
      daemon.stop(grace);
      daemon.close();
      stopped.countDown();
      return 0;
    } catch (HavreException | UncheckedIOException e) {
      LOG.log(ERROR, "failed to start daemon: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static boolean await(CountDownLatch latch, Duration limit) {
    try {
      if (latch.await(limit.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
        return true;
      }
      LOG.log(ERROR, "not stopped in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
