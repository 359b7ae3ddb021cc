package havre.network;

import java.util.List;

/// Answers containers' questions for names.
final class NameServers implements AutoCloseable {
  private final NetworkDirectory directory;

  private NameServers(NetworkDirectory directory) {
    this.directory = directory;
  }

  static NameServers start(NetworkDirectory directory) {
    return new NameServers(directory);
  }

  void serve(List<Endpoint> endpoints, NameLookup names, int pid) {}

  void forget(Endpoint endpoint) {}

  @Override
  public void close() {}
}
