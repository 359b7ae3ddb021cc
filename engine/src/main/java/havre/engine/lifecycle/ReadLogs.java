package havre.engine.lifecycle;

import havre.engine.container.ContainerErrors;
import havre.engine.container.LogRequest;
import havre.engine.container.LogSession;
import havre.engine.stream.FileLogSession;
import havre.runtime.log.JsonFileLog;
import havre.runtime.log.NoLog;

/// Opens containers' logs.
final class ReadLogs {
  private final ContainerRegistry registry;
  private final ContainerLogs logs;

  ReadLogs(ContainerRegistry registry, ContainerLogs logs) {
    this.registry = registry;
    this.logs = logs;
  }

  LogSession read(String ref, LogRequest request) {
    if (!request.stdout() && !request.stderr()) {
      throw ContainerErrors.noLogStream();
    }
    Container container = registry.resolve(ref);
    if (!ContainerLogs.readable(container.definition())) {
      throw ContainerErrors.unreadableLog();
    }
    return switch (logs.of(container.definition())) {
      case NoLog _ -> throw ContainerErrors.unreadableLog();
      case JsonFileLog file -> {
        boolean follow = request.follow() && container.state().running();
        LogRequest effective =
            new LogRequest(
                request.stdout(),
                request.stderr(),
                follow,
                request.since(),
                request.until(),
                request.tail(),
                request.timestamps(),
                request.details());
        yield new FileLogSession(
            file.reader(), effective, container.definition().spec().config().tty());
      }
    };
  }
}
