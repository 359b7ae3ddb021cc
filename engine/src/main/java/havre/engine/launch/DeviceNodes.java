package havre.engine.launch;

import havre.common.HavreException;
import havre.engine.cdi.CdiEdits;
import havre.engine.container.HostOptions;
import havre.engine.container.Resources.DeviceMapping;
import havre.linux.LinuxException;
import havre.linux.cgroup.DeviceRule;
import havre.linux.fs.FileStatus;
import havre.runtime.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The device nodes and rules of a container.
record DeviceNodes(List<Device> nodes, List<DeviceRule> rules) {
  private static final Pattern RULE =
      Pattern.compile("([acb]) ([0-9]+|\\*):([0-9]+|\\*) ([rwm]{1,3})");
  private static final DeviceRule EVERYTHING = new DeviceRule(true, 'a', -1, -1, "rwm");
  private static final Path HOST_DEVICES = Path.of("/dev");

  /// What runc leaves out of a privileged container's /dev.
  private static final Set<String> CONTAINERS_OWN =
      Set.of(
          "pts",
          "shm",
          "fd",
          "mqueue",
          ".lxc",
          ".lxd-mounts",
          ".udev",
          "console",
          "stdin",
          "stdout",
          "stderr",
          "ptmx",
          "core");

  static DeviceNodes of(HostOptions host, List<DeviceRule> defaults) {
    if (host.privileges().privileged()) {
      return new DeviceNodes(hostDevices(), List.of(EVERYTHING));
    }
    var nodes = new ArrayList<Device>();
    var rules = new ArrayList<>(defaults);
    for (DeviceMapping mapping : host.resources().devices()) {
      for (Device device : mapped(mapping)) {
        nodes.add(device);
        rules.add(allowed(device, mapping.permissions()));
      }
    }
    host.resources().deviceCgroupRules().forEach(rule -> rules.add(rule(rule)));
    return new DeviceNodes(nodes, rules);
  }

  /// These and those that vendors describe.
  DeviceNodes and(List<CdiEdits.Node> described) {
    var allNodes = new ArrayList<>(nodes);
    var allRules = new ArrayList<>(rules);
    for (CdiEdits.Node node : described) {
      allNodes.removeIf(known -> known.path().equals(node.device().path()));
      allNodes.add(node.device());
      allRules.add(allowed(node.device(), node.permissions()));
    }
    return new DeviceNodes(allNodes, allRules);
  }

  private static DeviceRule allowed(Device device, String permissions) {
    return new DeviceRule(
        true,
        device.kind() == Device.Kind.BLOCK ? 'b' : 'c',
        device.major(),
        device.minor(),
        permissions.isEmpty() ? "rwm" : permissions);
  }

  private static DeviceRule rule(String text) {
    Matcher matcher = RULE.matcher(text);
    if (!matcher.matches()) {
      throw HavreException.invalid("invalid device cgroup rule format: '" + text + "'");
    }
    return new DeviceRule(
        true,
        matcher.group(1).charAt(0),
        number(matcher.group(2)),
        number(matcher.group(3)),
        matcher.group(4));
  }

  private static int number(String text) {
    return text.equals("*") ? -1 : Integer.parseInt(text);
  }

  private static List<Device> mapped(DeviceMapping mapping) {
    String host = mapping.pathOnHost();
    String target = mapping.pathInContainer().isEmpty() ? host : mapping.pathInContainer();
    FileStatus status;
    try {
      status = FileStatus.ofPath(host);
    } catch (LinuxException e) {
      throw HavreException.internal(
          "error gathering device information while adding custom device \"%s\": no such file or directory"
              .formatted(host),
          e);
    }
    if (isDevice(status)) {
      return List.of(device(target, status));
    }
    var devices = new ArrayList<Device>();
    if (status.isDirectory()) {
      collect(Path.of(host), target, devices);
    }
    if (devices.isEmpty()) {
      throw HavreException.internal(
          "error gathering device information while adding custom device \"%s\": not a device node"
              .formatted(host),
          null);
    }
    return devices;
  }

  private static List<Device> hostDevices() {
    var devices = new ArrayList<Device>();
    collect(HOST_DEVICES, HOST_DEVICES.toString(), devices);
    return devices;
  }

  private static void collect(Path directory, String target, List<Device> devices) {
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.sorted().toList()) {
        String name = entry.getFileName().toString();
        if (CONTAINERS_OWN.contains(name) || Files.isSymbolicLink(entry)) {
          continue;
        }
        FileStatus status = FileStatus.ofPath(entry.toString());
        if (status.isDirectory()) {
          collect(entry, target + "/" + name, devices);
        } else if (isDevice(status)) {
          devices.add(device(target + "/" + name, status));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isDevice(FileStatus status) {
    return status.type() == FileStatus.CHARACTER_DEVICE || status.type() == FileStatus.BLOCK_DEVICE;
  }

  private static Device device(String path, FileStatus status) {
    return new Device(
        path,
        status.type() == FileStatus.BLOCK_DEVICE ? Device.Kind.BLOCK : Device.Kind.CHARACTER,
        status.specialMajor(),
        status.specialMinor(),
        status.permissions(),
        status.uid(),
        status.gid());
  }
}
