package havre.runtime.streams;

/// One of the three standard streams, numbered as the multiplexed attach protocol numbers them.
public enum StreamKind {
  STDIN(0, "stdin"),
  STDOUT(1, "stdout"),
  STDERR(2, "stderr");

  private final int number;
  private final String text;

  StreamKind(int number, String text) {
    this.number = number;
    this.text = text;
  }

  public int number() {
    return number;
  }

  /// The name in a log record.
  public String text() {
    return text;
  }
}
