package havre.network;

import havre.common.HavreException;
import havre.common.plugin.PluginConnection;
import havre.common.plugin.PluginSockets;
import java.time.Duration;

/// Programs of others that make networks or give out addresses, found where Docker's plugins are.
///
/// @param sockets where they are looked for
record NetworkPlugins(PluginSockets sockets) {
  static final String DEFAULT_IPAM = "default";

  /// Gives no addresses at all.
  static final String NO_IPAM = "null";

  private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

  /// Whether a network's addresses are given out by the engine itself.
  static boolean isOwnIpam(NetworkSpec spec) {
    return spec.ipam().driver().equals(DEFAULT_IPAM);
  }

  /// Refuses a driver that is not there, or is none.
  ///
  /// @param kind what it must be, [RemoteDriver#KIND] or [RemoteIpam#KIND]
  /// @throws HavreException NOT_FOUND with Docker's text
  void require(String name, String kind) {
    PluginConnection connection = connection(name);
    if (!connection.activate(kind)) {
      throw HavreException.notFound("plugin does not implement the requested driver");
    }
  }

  RemoteDriver driver(String name) {
    return new RemoteDriver(connection(name));
  }

  RemoteIpam ipam(String name) {
    return new RemoteIpam(connection(name));
  }

  private PluginConnection connection(String name) {
    return sockets
        .find(name)
        .map(address -> new PluginConnection(name, address, LONGEST_CALL))
        .orElseThrow(() -> NetworkErrors.noDriver(name));
  }
}
