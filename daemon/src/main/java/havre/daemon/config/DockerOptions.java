package havre.daemon.config;

import static havre.daemon.config.Option.Kind.LIST;
import static havre.daemon.config.Option.Kind.MAP;
import static havre.daemon.config.Option.Kind.NUMBER;
import static havre.daemon.config.Option.Kind.SWITCH;
import static havre.daemon.config.Option.Kind.TEXT;

import havre.daemon.config.Option.Kind;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An option of dockerd that chooses between ways of which Havre has one, or none. Command lines
/// and configuration files that name this way are taken; what names another is refused.
///
/// @param values those that hold here
/// @param reason why another is refused; empty where any holds
record DockerOptions(Option option, Set<String> values, String reason) {
  private static final String NO_SWARM = "there is no swarm";
  private static final String NO_CONTAINERD = "containers are run without containerd";

  static final List<DockerOptions> ALL =
      List.of(
          any(TEXT, "containerd", "containerd", "string"),
          any(TEXT, "containerd-namespace", "containerd-namespace", "string"),
          any(TEXT, "containerd-plugins-namespace", "containerd-plugin-namespace", "string"),
          any(SWITCH, "ip-forward-no-drop", "ip-forward-no-drop", ""),
          any(SWITCH, "raw-logs", "raw-logs", ""),
          off("allow-direct-routing", "other hosts reach published ports only"),
          off("cri-containerd", NO_CONTAINERD),
          off("experimental", "nothing is experimental"),
          off("rootless", "the daemon runs as root"),
          off("selinux-enabled", "containers get no SELinux labels"),
          only(
              LIST,
              "exec-opt",
              "exec-opts",
              Set.of("native.cgroupdriver=cgroupfs"),
              "cgroups are made without systemd"),
          new DockerOptions(
              new Option("storage-driver", "s", "storage-driver", TEXT, "string", "", help()),
              Set.of("", "overlay2"),
              "layers are kept for overlay2"),
          only(
              MAP,
              "feature",
              "features",
              Set.of("buildkit=true", "cdi=true", "containerd-snapshotter=false"),
              "there is no such choice"),
          only(MAP, "add-runtime", "runtimes", Set.of(), "Havre runs containers itself"),
          only(LIST, "storage-opt", "storage-opts", Set.of(), "layers are kept one way"),
          only(TEXT, "userns-remap", "userns-remap", Set.of(""), "users are not mapped"),
          only(
              NUMBER,
              "max-concurrent-downloads",
              "max-concurrent-downloads",
              Set.of("3"),
              "three layers come at once"),
          only(
              NUMBER,
              "max-concurrent-uploads",
              "max-concurrent-uploads",
              Set.of("3"),
              "three layers go at once"),
          only(
              NUMBER,
              "max-download-attempts",
              "max-download-attempts",
              Set.of("5"),
              "each layer is tried five times"),
          only(NUMBER, "cpu-rt-period", "cpu-rt-period", Set.of("0"), "limit the containers"),
          only(NUMBER, "cpu-rt-runtime", "cpu-rt-runtime", Set.of("0"), "limit the containers"),
          only(
              NUMBER,
              "network-control-plane-mtu",
              "network-control-plane-mtu",
              Set.of("1500"),
              NO_SWARM),
          only(LIST, "node-generic-resource", "node-generic-resources", Set.of(), NO_SWARM),
          only(
              TEXT,
              "swarm-default-advertise-addr",
              "swarm-default-advertise-addr",
              Set.of(""),
              NO_SWARM),
          only(
              TEXT,
              "userland-proxy-path",
              "userland-proxy-path",
              Set.of(""),
              "the relay is Havre's own"));

  static @Nullable DockerOptions of(String flag) {
    for (DockerOptions one : ALL) {
      if (one.option.flag().equals(flag)) {
        return one;
      }
    }
    return null;
  }

  /// @throws OptionException where a value names a way that there is not
  void check(List<String> given) {
    for (String value : given) {
      if (!reason.isEmpty() && !values.contains(value)) {
        throw new OptionException(
            "--%s=%s is not supported: %s".formatted(option.flag(), value, reason));
      }
    }
  }

  private static DockerOptions any(Kind kind, String flag, String key, String placeholder) {
    String fallback = kind == SWITCH ? "true" : "";
    return new DockerOptions(
        new Option(flag, null, key, kind, placeholder, fallback, "dockerd's; changes nothing here"),
        Set.of(),
        "");
  }

  private static DockerOptions off(String flag, String reason) {
    return only(SWITCH, flag, flag, Set.of("false"), reason);
  }

  private static DockerOptions only(
      Kind kind, String flag, String key, Set<String> values, String reason) {
    String placeholder =
        switch (kind) {
          case SWITCH -> "";
          case NUMBER -> "int";
          case LIST, MAP -> "list";
          case TEXT -> "string";
        };
    String fallback = kind == NUMBER || kind == SWITCH ? values.iterator().next() : "";
    return new DockerOptions(
        new Option(flag, null, key, kind, placeholder, fallback, help()), values, reason);
  }

  private static String help() {
    return "dockerd's; only what holds here is taken";
  }
}
