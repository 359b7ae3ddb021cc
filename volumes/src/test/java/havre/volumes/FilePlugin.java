package havre.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import havre.testkit.PluginServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A volume plugin that keeps volumes as folders, speaking the protocol on a socket.
final class FilePlugin implements AutoCloseable {
  final List<String> calls = new CopyOnWriteArrayList<>();
  private final Path folder;
  private final Map<String, Path> volumes = new ConcurrentSkipListMap<>();
  private final PluginServer server;

  FilePlugin(Path socket, Path folder) throws IOException {
    this.folder = folder;
    server = PluginServer.start(socket, this::reply);
  }

  private Map<String, ?> reply(String method, JsonNode request) throws IOException {
    String name = request.path("Name").asText();
    calls.add(method + " " + name);
    if (method.equals("VolumeDriver.Create") && name.equals("full")) {
      return Map.of("Err", "no space");
    }
    return switch (method) {
      case "Plugin.Activate" -> Map.of("Implements", List.of("VolumeDriver"));
      case "VolumeDriver.Capabilities" -> Map.of("Capabilities", Map.of("Scope", "global"));
      case "VolumeDriver.Create" -> {
        volumes.put(name, Files.createDirectories(folder.resolve(name)));
        yield Map.of();
      }
      case "VolumeDriver.Remove" -> {
        volumes.remove(name);
        yield Map.of();
      }
      case "VolumeDriver.Get" ->
          volumes.containsKey(name)
              ? Map.of("Volume", volume(name))
              : Map.of("Err", "no such volume");
      case "VolumeDriver.List" ->
          Map.of("Volumes", volumes.keySet().stream().map(this::volume).toList());
      case "VolumeDriver.Mount", "VolumeDriver.Path" ->
          Map.of("Mountpoint", folder.resolve(name).toString());
      default -> Map.of();
    };
  }

  private Map<String, ?> volume(String name) {
    return new TreeMap<>(
        Map.of(
            "Name",
            name,
            "Mountpoint",
            folder.resolve(name).toString(),
            "Status",
            Map.of("replicas", 3)));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
