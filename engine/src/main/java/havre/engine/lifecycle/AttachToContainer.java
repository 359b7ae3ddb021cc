package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.container.AttachRequest;
import havre.engine.container.ContainerErrors;
import havre.engine.container.LogRequest;
import havre.engine.container.StreamSession;
import havre.engine.stream.AttachedSession;
import havre.engine.stream.AwaitedSession;
import havre.engine.stream.LogReplay;
import havre.runtime.streams.AttachOptions;
import havre.runtime.streams.AttachSession;

/// Ties a client to the streams of a container, running or about to.
final class AttachToContainer {
  private final ContainerRegistry registry;
  private final ContainerEvents events;
  private final ReadLogs logs;

  AttachToContainer(ContainerRegistry registry, ContainerEvents events, ReadLogs logs) {
    this.registry = registry;
    this.events = events;
    this.logs = logs;
  }

  StreamSession attach(String ref, AttachRequest request) {
    Container container = registry.resolve(ref);
    if (!request.stream()) {
      return new LogReplay(
          logs.read(
              ref,
              new LogRequest(
                  request.stdout(), request.stderr(), false, null, null, -1, false, false)));
    }
    checkDetachKeys(request.detachKeys());
    boolean openStdin = container.definition().spec().config().streams().openStdin();
    var options =
        new AttachOptions(
            request.stdin() && openStdin, request.stdout(), request.stderr(), request.logs(), true);
    try (var _ = container.beginPresent(ref)) {
      if (container.state().paused()) {
        throw ContainerErrors.attachPaused(ref);
      }
      if (container.state().restarting()) {
        throw ContainerErrors.attachRestarting(ref);
      }
      Run run = container.run();
      StreamSession session =
          run == null
              ? new AwaitedSession(
                  tty(container),
                  container.pendingClients().add(options),
                  started -> session(container, started, request))
              : session(container, run.streams().attach(options), request);
      events.publish(container, "attach");
      return session;
    } catch (IllegalStateException e) {
      throw HavreException.internal("attach to container " + ref + ": " + e.getMessage(), e);
    }
  }

  private static void checkDetachKeys(String keys) {
    try {
      AttachedSession.checkDetachKeys(keys);
    } catch (HavreException e) {
      throw HavreException.invalid("Invalid detach keys (" + keys + ") provided");
    }
  }

  private StreamSession session(Container container, AttachSession session, AttachRequest request) {
    return new AttachedSession(
        session, tty(container), request.detachKeys(), () -> events.publish(container, "detach"));
  }

  private static boolean tty(Container container) {
    return container.definition().spec().config().tty();
  }
}
