package havre.runtime.log;

import java.util.Map;

/// One record of a log: a line with its end, or a part of a long one.
public interface LogRecord {

  /// Whether it was written to the error stream.
  boolean isStderr();

  /// The array that holds the line, from [#offset], [#length] bytes.
  byte[] bytes();

  int offset();

  int length();

  /// When it was written, in nanoseconds since the epoch.
  long nanos();

  /// What the record carries besides its line.
  Map<String, String> attributes();
}
