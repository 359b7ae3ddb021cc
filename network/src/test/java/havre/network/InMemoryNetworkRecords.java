package havre.network;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps networks as long as the test.
final class InMemoryNetworkRecords implements NetworkRecords {
  private final Map<String, NetworkDefinition> byId = new ConcurrentHashMap<>();

  @Override
  public List<NetworkDefinition> load() {
    return List.copyOf(byId.values());
  }

  @Override
  public void put(NetworkDefinition network) {
    byId.put(network.id(), network);
  }

  @Override
  public void remove(String id) {
    byId.remove(id);
  }
}
