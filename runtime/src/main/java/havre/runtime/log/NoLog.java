package havre.runtime.log;

/// The driver `none`: output is handed to attached clients and kept nowhere.
public record NoLog() implements LogSink {

  @Override
  public String driver() {
    return "none";
  }
}
