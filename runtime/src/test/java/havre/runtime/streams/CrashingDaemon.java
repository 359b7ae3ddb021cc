package havre.runtime.streams;

import havre.linux.Fd;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.runtime.log.JsonFileLog;
import havre.runtime.log.JsonFileOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// A program that pumps two named pipes into a log until both have ended; made to be killed on the
/// way.
final class CrashingDaemon {
  private CrashingDaemon() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    long maxSize = Long.parseLong(arguments[1]);
    JsonFileLog log = log(folder, maxSize);
    try (EpollOutputPump pump = EpollOutputPump.start()) {
      ContainerStreams streams =
          pump.recover(
              IoDescriptors.pipes(null, open(folder, "out"), open(folder, "err")),
              log,
              folder.resolve("journal"),
              StdinPolicy.keepOpen());
      streams.begin();
      Files.createFile(Path.of(arguments[2]));
      while (!streams.ended()) {
        streams.awaitDrained(Duration.ofMillis(1));
        Thread.onSpinWait();
      }
      streams.close();
    }
  }

  static JsonFileLog log(Path folder, long maxSize) {
    return JsonFileLog.at(
        folder.resolve("json.log"), new JsonFileOptions(maxSize, 1000, false, Map.of()));
  }

  private static Fd open(Path folder, String name) {
    return Open.path(folder.resolve(name).toString(), OpenHow.READ.nonBlocking());
  }
}
