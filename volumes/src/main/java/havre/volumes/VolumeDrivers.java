package havre.volumes;

import static java.lang.System.Logger.Level.WARNING;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.common.plugin.PluginConnection;
import havre.common.plugin.PluginSockets;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The drivers that volumes can have: the engine's own, and plugins, which are looked for when they
/// are named and listed.
final class VolumeDrivers {
  private static final System.Logger LOG = System.getLogger(VolumeDrivers.class.getName());
  private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

  private final LocalDriver local;
  private final PluginSockets sockets;
  private final Map<String, Active> plugins = new ConcurrentHashMap<>();

  private record Active(SocketAddress address, PluginDriver driver) {}

  VolumeDrivers(LocalDriver local, PluginSockets sockets) {
    this.local = local;
    this.sockets = sockets;
  }

  LocalDriver local() {
    return local;
  }

  /// @throws HavreException of kind NOT_FOUND when nobody is called that
  VolumeDriver get(String name) {
    if (name.equals(Volume.LOCAL)) {
      return local;
    }
    try {
      return plugin(name);
    } catch (HavreException e) {
      throw new HavreException(
          e.kind(), "error looking up volume plugin " + name + ": " + e.getMessage(), e);
    }
  }

  private PluginDriver plugin(String name) {
    SocketAddress address =
        sockets
            .find(name)
            .orElseThrow(() ->
                new HavreException(ErrorKind.NOT_FOUND, "plugin \"%s\" not found".formatted(name)));
    Active active = plugins.get(name);
    if (active == null || !active.address().equals(address)) {
      var connection = new PluginConnection(name, address, LONGEST_CALL);
      active = new Active(address, PluginDriver.activate(connection));
      Active first = plugins.putIfAbsent(name, active);
      if (first != null && first.address().equals(address)) {
        return first.driver();
      }
      plugins.put(name, active);
    }
    return active.driver();
  }

  /// A volume that some plugin knows and that was not made from here.
  Optional<Volume> findAnywhere(String volume) {
    return active().stream().flatMap(driver -> driver.find(volume).stream()).findFirst();
  }

  /// What all plugins know.
  ///
  /// @param problems takes what those said that could not answer
  List<Volume> listed(List<String> problems) {
    var all = new ArrayList<Volume>();
    for (VolumeDriver driver : active()) {
      try {
        all.addAll(driver.list());
      } catch (HavreException e) {
        problems.add(e.getMessage());
      }
    }
    return all;
  }

  private List<VolumeDriver> active() {
    var drivers = new ArrayList<VolumeDriver>();
    for (String name : sockets.names()) {
      try {
        drivers.add(plugin(name));
      } catch (HavreException e) {
        LOG.log(WARNING, "plugin=" + name + ": " + e.getMessage());
      }
    }
    return drivers;
  }
}
