package havre.engine.lifecycle;

import havre.runtime.streams.AttachOptions;
import havre.runtime.streams.AttachSession;
import havre.runtime.streams.ContainerStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/// Clients that attached to a container before it was started: they get the first byte it writes.
final class PendingClients {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Client> clients = new ArrayList<>();

  private record Client(
      AttachOptions options, CompletableFuture<Optional<AttachSession>> session) {}

  /// Registers a client.
  ///
  /// @return completes with the session when the container starts, empty when it never will
  CompletableFuture<Optional<AttachSession>> add(AttachOptions options) {
    var client = new Client(options, new CompletableFuture<>());
    lock.lock();
    try {
      clients.add(client);
    } finally {
      lock.unlock();
    }
    client.session.whenComplete((session, failure) -> forget(client));
    return client.session;
  }

  private void forget(Client client) {
    lock.lock();
    try {
      clients.remove(client);
    } finally {
      lock.unlock();
    }
  }

  /// Attaches all to streams that were not begun yet.
  void attachTo(ContainerStreams streams) {
    for (Client client : take()) {
      AttachSession session = streams.attach(client.options);
      if (!client.session.complete(Optional.of(session))) {
        session.close();
      }
    }
  }

  /// Tells all that nothing will come.
  void dismiss() {
    take().forEach(client -> client.session.complete(Optional.empty()));
  }

  private List<Client> take() {
    lock.lock();
    try {
      List<Client> all = List.copyOf(clients);
      clients.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }
}
