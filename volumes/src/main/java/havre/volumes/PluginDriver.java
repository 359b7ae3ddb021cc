package havre.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.common.plugin.PluginConnection;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A driver that is a program of its own and speaks Docker's plugin protocol.
final class PluginDriver implements VolumeDriver {
  private static final String INTERFACE = "VolumeDriver";
  private static final String CALL = INTERFACE + ".";

  private final String name;
  private final PluginConnection connection;
  private final String scope;
  private final Set<List<String>> mounted = ConcurrentHashMap.newKeySet();

  private PluginDriver(String name, PluginConnection connection, String scope) {
    this.name = name;
    this.connection = connection;
    this.scope = scope;
  }

  /// Shakes hands with a plugin.
  static PluginDriver activate(PluginConnection connection) {
    if (!connection.activate(INTERFACE)) {
      throw new HavreException(
          ErrorKind.NOT_FOUND, "plugin does not implement the requested driver");
    }
    return new PluginDriver(connection.plugin(), connection, scopeOf(connection));
  }

  /// Plugins of the first days tell nothing of what they can.
  private static String scopeOf(PluginConnection connection) {
    try {
      JsonNode told = connection.call(CALL + "Capabilities", Map.of());
      String scope = told.path("Capabilities").path("Scope").asText("");
      return scope.equals("global") ? scope : Volume.SCOPE;
    } catch (HavreException _) {
      return Volume.SCOPE;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String scope() {
    return scope;
  }

  @Override
  public void create(String volume, Map<String, String> options) {
    connection.call(CALL + "Create", Map.of("Name", volume, "Opts", options));
  }

  @Override
  public void remove(String volume) {
    connection.call(CALL + "Remove", Map.of("Name", volume));
  }

  /// A plugin that refuses to tell of a volume does not have it.
  @Override
  public Optional<Volume> find(String volume) {
    JsonNode told;
    try {
      told = connection.call(CALL + "Get", Map.of("Name", volume)).path("Volume");
    } catch (HavreException _) {
      return Optional.empty();
    }
    return told.isObject() ? Optional.of(volume(told)) : Optional.empty();
  }

  @Override
  public List<Volume> list() {
    var all = new ArrayList<Volume>();
    for (JsonNode told : connection.call(CALL + "List", Map.of()).path("Volumes")) {
      all.add(volume(told));
    }
    return all;
  }

  private Volume volume(JsonNode told) {
    var status = new HashMap<String, Object>();
    for (Map.Entry<String, JsonNode> entry : told.path("Status").properties()) {
      status.put(entry.getKey(), entry.getValue());
    }
    return new Volume(
        told.path("Name").asText(),
        name,
        Path.of(told.path("Mountpoint").asText("")),
        created(told.path("CreatedAt").asText("")),
        Map.of(),
        Map.of(),
        Volume.Given.NEITHER,
        scope,
        status);
  }

  private static Instant created(String text) {
    try {
      return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
    } catch (DateTimeParseException _) {
      return Instant.EPOCH;
    }
  }

  @Override
  public VolumeMount mount(String volume, String user, String subpath) {
    JsonNode answer;
    try {
      answer = connection.call(CALL + "Mount", Map.of("Name", volume, "ID", user));
    } catch (HavreException e) {
      throw new HavreException(e.kind(), "error while mounting volume '': " + e.getMessage(), e);
    }
    mounted.add(List.of(volume, user));
    Path mountpoint = Path.of(answer.path("Mountpoint").asText(""));
    if (!mountpoint.isAbsolute()) {
      throw HavreException.internal(
          "error while mounting volume '%s': the plugin names no directory".formatted(mountpoint),
          null);
    }
    return subpath.isEmpty()
        ? new VolumeMount.Directory(mountpoint)
        : LocalDriver.below(mountpoint, subpath);
  }

  @Override
  public void unmount(String volume, String user) {
    if (mounted.remove(List.of(volume, user))) {
      connection.call(CALL + "Unmount", Map.of("Name", volume, "ID", user));
    }
  }

  @Override
  public void adopt(String volume, String user, MountedPlace place) {
    mounted.add(List.of(volume, user));
  }

  @Override
  public boolean fillable(String volume) {
    return true;
  }

  @Override
  public void guardCopy(String volume, Runnable copy) {
    copy.run();
  }
}
