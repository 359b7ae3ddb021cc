package havre.daemon;

import havre.daemon.access.AuditLog;
import havre.daemon.access.Authorization;
import havre.daemon.config.Configuration;
import havre.transport.Handler;
import havre.transport.Request;
import havre.transport.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// What a call passes before it is served: the record of calls first, then authorization.
final class Guards implements Handler, AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private Handler first;

  private Guards(Handler served) {
    this.first = served;
  }

  static Guards before(Handler served, Configuration configuration, Clock clock) {
    var guards = new Guards(served);
    List<String> plugins = configuration.list("authorization-plugin");
    if (!plugins.isEmpty()) {
      var authorization = Authorization.of(plugins, guards.first);
      guards.open.push(authorization);
      guards.first = authorization;
    }
    String auditLog = configuration.text("audit-log");
    if (!auditLog.isEmpty()) {
      var audit = AuditLog.open(Path.of(auditLog), guards.first, clock);
      guards.open.push(audit);
      guards.first = audit;
    }
    return guards;
  }

  @Override
  public void handle(Request request, Response response) throws IOException, InterruptedException {
    first.handle(request, response);
  }

  @Override
  public void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
