package havre.runtime.log;

/// Where a container's output is recorded.
public sealed interface LogSink permits NoLog, JsonFileLog {

  /// The driver's name as `HostConfig.LogConfig.Type` has it.
  String driver();
}
