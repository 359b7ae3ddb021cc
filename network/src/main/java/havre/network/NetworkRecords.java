package havre.network;

import java.util.List;

/// Where the networks that users make are kept. What is put survives the daemon.
public interface NetworkRecords {
  List<NetworkDefinition> load();

  void put(NetworkDefinition network);

  void remove(String id);
}
