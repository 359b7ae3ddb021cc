package havre.runtime.log;

import java.io.IOException;

/// Reads a log, also while it is written and rotated. A reader never slows the writer.
public interface LogReader {

  /// Hands the records that match to the consumer, oldest first. Returns when there are no more,
  /// or, following, when the container's output has ended or the consumer is closed.
  void read(LogQuery query, LogConsumer consumer) throws IOException, InterruptedException;
}
