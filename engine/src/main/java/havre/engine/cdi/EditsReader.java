package havre.engine.cdi;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.linux.LinuxException;
import havre.linux.fs.FileStatus;
import havre.runtime.Device;
import havre.runtime.Mount;
import havre.runtime.Propagation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the `containerEdits` of a device.
final class EditsReader {
  /// What runs programs of the host or sets what this engine has not.
  private static final List<String> NOT_DONE = List.of("hooks", "intelRdt", "netDevices");

  private EditsReader() {}

  /// @throws HavreException NOT_SUPPORTED for an edit that cannot be made
  static CdiEdits read(JsonNode edits) {
    for (String name : NOT_DONE) {
      if (edits.hasNonNull(name) && !edits.get(name).isEmpty()) {
        throw new HavreException(
            ErrorKind.NOT_SUPPORTED,
            "CDI device injection failed: '%s' of a device are not supported".formatted(name));
      }
    }
    var environment = new ArrayList<String>();
    edits.path("env").forEach(entry -> environment.add(entry.asText()));
    var nodes = new ArrayList<CdiEdits.Node>();
    edits.path("deviceNodes").forEach(node -> nodes.add(node(node)));
    var mounts = new ArrayList<Mount>();
    edits.path("mounts").forEach(mount -> mounts.add(mount(mount)));
    var groups = new ArrayList<String>();
    edits.path("additionalGids").forEach(group -> groups.add(group.asText()));
    return new CdiEdits(environment, nodes, mounts, groups);
  }

  private static CdiEdits.Node node(JsonNode node) {
    String path = absolute(node.path("path").asText());
    String host = node.path("hostPath").asText(path);
    FileStatus status = status(host);
    boolean block = status.type() == FileStatus.BLOCK_DEVICE;
    if (!block && status.type() != FileStatus.CHARACTER_DEVICE) {
      throw failed("not a device node: " + host);
    }
    var device =
        new Device(
            path,
            block ? Device.Kind.BLOCK : Device.Kind.CHARACTER,
            node.path("major").asInt(status.specialMajor()),
            node.path("minor").asInt(status.specialMinor()),
            node.path("fileMode").asInt(status.permissions()),
            node.path("uid").asInt(status.uid()),
            node.path("gid").asInt(status.gid()));
    return new CdiEdits.Node(device, node.path("permissions").asText("rwm"));
  }

  private static Mount mount(JsonNode mount) {
    var options = new ArrayList<String>();
    mount.path("options").forEach(option -> options.add(option.asText()));
    String type = mount.path("type").asText("bind");
    if (!List.of("", "bind", "none").contains(type)) {
      throw failed("mounts of type " + type + " are not supported");
    }
    String source = absolute(mount.path("hostPath").asText());
    status(source);
    return new Mount.Bind(
        Path.of(source),
        absolute(mount.path("containerPath").asText()),
        options.contains("ro") ? Mount.Access.READ_ONLY : Mount.Access.READ_WRITE,
        options.contains("rbind"),
        Propagation.RPRIVATE);
  }

  private static FileStatus status(String path) {
    try {
      return FileStatus.ofPath(path);
    } catch (LinuxException e) {
      throw failed("failed to stat CDI host device \"%s\": %s".formatted(path, e.errno().text()));
    }
  }

  private static String absolute(String path) {
    if (!path.startsWith("/")) {
      throw failed("invalid path: \"" + path + "\"");
    }
    return path;
  }

  private static HavreException failed(String reason) {
    return HavreException.internal("CDI device injection failed: " + reason, null);
  }
}
