package havre.engine.cdi;

import havre.runtime.Device;
import havre.runtime.Mount;
import java.util.ArrayList;
import java.util.List;

/// What devices change in a container.
///
/// @param environment `NAME=value` each
/// @param groups additional ones, by number
public record CdiEdits(
    List<String> environment, List<Node> nodes, List<Mount> mounts, List<String> groups) {
  public static final CdiEdits NONE = new CdiEdits(List.of(), List.of(), List.of(), List.of());

  public CdiEdits {
    environment = List.copyOf(environment);
    nodes = List.copyOf(nodes);
    mounts = List.copyOf(mounts);
    groups = List.copyOf(groups);
  }

  /// A device node, and what may be done with it: some of `rwm`.
  public record Node(Device device, String permissions) {}

  /// These and then others.
  CdiEdits and(CdiEdits others) {
    return new CdiEdits(
        joined(environment, others.environment),
        joined(nodes, others.nodes),
        joined(mounts, others.mounts),
        joined(groups, others.groups));
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
