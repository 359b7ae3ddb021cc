package havre.runtime.log;

import java.io.IOException;

/// Takes the records of a log as they are read.
public interface LogConsumer {

  /// Takes one record. The record is a view that is valid only during the call.
  void accept(LogRecord entry) throws IOException;

  /// Called before the reader waits for more and at the end: send what was collected.
  void flush() throws IOException;

  /// Whether more is wanted; asked at least once a second while following.
  default boolean isOpen() {
    return true;
  }
}
