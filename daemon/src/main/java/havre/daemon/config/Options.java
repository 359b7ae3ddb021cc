package havre.daemon.config;

import static havre.daemon.config.Option.Kind.LIST;
import static havre.daemon.config.Option.Kind.MAP;
import static havre.daemon.config.Option.Kind.NUMBER;
import static havre.daemon.config.Option.Kind.SWITCH;
import static havre.daemon.config.Option.Kind.TEXT;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The table of all options.
final class Options {
  private static final List<Option> OWN =
      List.of(
          new Option(
              "audit-log", null, "audit-log", TEXT, "string", "", "File for a line on every call"),
          new Option(
              "authorization-plugin",
              null,
              "authorization-plugins",
              LIST,
              "list",
              "",
              "Plugins that allow or deny calls, asked in this order"),
          text("bip", "bip", "string", "", "IPv4 address and subnet of the default bridge"),
          text("bip6", "bip6", "string", "", "IPv6 address and subnet of the default bridge"),
          new Option("bridge", "b", "bridge", TEXT, "string", "havre0", "Default bridge's name"),
          list(
              "cdi-spec-dir",
              "cdi-spec-dirs",
              null,
              "list",
              "Directories of CDI specifications (default /etc/cdi and /var/run/cdi)"),
          text("cgroup-parent", "cgroup-parent", "string", "/havre", "Parent cgroup of containers"),
          new Option(
              "config-file",
              null,
              null,
              TEXT,
              "string",
              "/etc/havre/daemon.json",
              "Configuration file"),
          new Option("data-root", null, "data-root", TEXT, "string", "/var/lib/havre", "State"),
          toggle("debug", "D", "debug", false, "Debug mode"),
          text(
              "default-cgroupns-mode",
              "default-cgroupns-mode",
              "string",
              "",
              "Cgroup namespace of containers: host or private (default private with cgroup v2)"),
          text(
              "default-ipc-mode",
              "default-ipc-mode",
              "string",
              "private",
              "IPC of containers: private or shareable"),
          map(
              "default-network-opt",
              "default-network-opts",
              "driver=opt=value",
              "Options of new networks, unless they say otherwise"),
          text("default-runtime", "default-runtime", "string", "runc", "Runtime of containers"),
          text(
              "default-gateway",
              "default-gateway",
              "ip",
              "",
              "Gateway of the default bridge's containers, if not the bridge"),
          text("default-gateway-v6", "default-gateway-v6", "ip", "", "The same of IPv6"),
          list(
              "default-address-pool",
              "default-address-pools",
              null,
              "pool-options",
              "Address pools of networks: base=CIDR,size=BITS"),
          text("default-shm-size", "default-shm-size", "bytes", "64MiB", "Size of /dev/shm"),
          map("default-ulimit", "default-ulimits", "ulimit", "Default ulimits of containers"),
          list("dns", "dns", null, "list", "DNS servers"),
          list("dns-opt", "dns-opts", null, "list", "DNS options"),
          list("dns-search", "dns-search", null, "list", "DNS search domains"),
          new Option(
              "exec-root", null, "exec-root", TEXT, "string", "/run/havre", "Run-time state"),
          text(
              "fixed-cidr",
              "fixed-cidr",
              "string",
              "",
              "Subnet of the default bridge's containers"),
          text("fixed-cidr-v6", "fixed-cidr-v6", "string", "", "The same of IPv6"),
          new Option("group", "G", "group", TEXT, "string", "", "Group of the unix socket"),
          new Option("host", "H", "hosts", LIST, "list", "", "Sockets to listen on"),
          toggle("icc", null, "icc", true, "Containers of the default bridge reach each other"),
          toggle("init", null, "init", false, "An init in each container"),
          text("http-proxy", "http-proxy", "string", "", "Proxy for requests without TLS"),
          text("https-proxy", "https-proxy", "string", "", "Proxy for requests with TLS"),
          list(
              "host-gateway-ip",
              "host-gateway-ips",
              null,
              "list",
              "Address of host-gateway (default that of the default bridge)"),
          text("init-path", "init-path", "string", "", "Init in containers, instead of Havre's"),
          toggle("ip6tables", null, "ip6tables", true, "Make rules of the firewall for IPv6"),
          toggle("iptables", null, "iptables", true, "Make rules of the firewall"),
          text(
              "image-gc-high",
              "image-gc-high",
              "bytes",
              "",
              "Remove unused images when all of them take more"),
          text(
              "image-gc-low",
              "image-gc-low",
              "bytes",
              "",
              "What unused images may leave then (default 4/5 of the high mark)"),
          list(
              "insecure-registry",
              "insecure-registries",
              null,
              "list",
              "Registries (host[:port]) that need no TLS"),
          text("ip", "ip", "ip", "0.0.0.0", "Host address of published ports"),
          toggle("ip-forward", null, "ip-forward", true, "Set net.ipv4.ip_forward"),
          toggle("ipv6", null, "ipv6", false, "IPv6 in the default bridge"),
          toggle("ip-masq", null, "ip-masq", true, "Masquerade the default bridge's addresses"),
          toggle(
              "userland-proxy",
              null,
              "userland-proxy",
              true,
              "Relay published ports where the kernel translates none: IPv6 to IPv4, ::1"),
          list("label", "labels", null, "list", "Key=value labels of the daemon"),
          toggle(
              "live-restore",
              null,
              "live-restore",
              true,
              "Containers keep running while the daemon does not"),
          text("log-driver", "log-driver", "string", "json-file", "Default log driver"),
          text("log-format", "log-format", "string", "text", "Format of the log: text or json"),
          new Option(
              "log-level", "l", "log-level", TEXT, "string", "info", "debug, info, warn or error"),
          map("log-opt", "log-opts", "map", "Options of the default log driver"),
          text("metrics-addr", "metrics-addr", "string", "", "Address on which to serve /metrics"),
          new Option("mtu", null, "mtu", NUMBER, "int", "1500", "MTU of the default bridge"),
          text("no-proxy", "no-proxy", "string", "", "Hosts reached without a proxy, by commas"),
          toggle("no-new-privileges", null, "no-new-privileges", false, "Default of containers"),
          new Option("pidfile", "p", "pidfile", TEXT, "string", "/run/havre.pid", "PID file"),
          text(
              "registry-certs",
              "registry-certs",
              "string",
              "/etc/docker/certs.d",
              "Folder of registries' certificates, HOST[:PORT]/*.crt, *.cert and *.key"),
          list(
              "registry-mirror",
              "registry-mirrors",
              null,
              "list",
              "Addresses asked before Docker Hub"),
          text("seccomp-profile", "seccomp-profile", "string", "", "Default seccomp profile"),
          new Option(
              "shutdown-timeout",
              null,
              "shutdown-timeout",
              NUMBER,
              "int",
              "15",
              "Seconds that running requests get at the daemon's end"),
          text(
              "signature-policy",
              "signature-policy",
              "string",
              "",
              "File that tells whose images may be pulled, as containers-policy.json(5)"),
          toggle("tls", null, "tls", false, "Use TLS; implied by --tlsverify"),
          text("tlscacert", "tlscacert", "string", "", "Trust certificates signed by this CA only"),
          text("tlscert", "tlscert", "string", "", "TLS certificate file"),
          text("tlskey", "tlskey", "string", "", "TLS key file"),
          toggle("tlsverify", null, "tlsverify", false, "Use TLS and verify the client"),
          new Option("validate", null, null, SWITCH, "", "false", "Check the options and exit"),
          new Option("version", "v", null, SWITCH, "", "false", "Print the version and exit"),
          new Option("help", "h", null, SWITCH, "", "false", "Print this and exit"));

  /// In the order of `--help`.
  static final List<Option> ALL =
      Stream.concat(OWN.stream(), DockerOptions.ALL.stream().map(DockerOptions::option))
          .sorted(Comparator.comparing(Option::flag))
          .toList();

  private Options() {}

  static @Nullable Option byFlag(String flag) {
    for (Option option : ALL) {
      if (option.flag().equals(flag)) {
        return option;
      }
    }
    return null;
  }

  static @Nullable Option byShorthand(String letter) {
    for (Option option : ALL) {
      if (letter.equals(option.shorthand())) {
        return option;
      }
    }
    return null;
  }

  static @Nullable Option byKey(String key) {
    for (Option option : ALL) {
      if (key.equals(option.key())) {
        return option;
      }
    }
    return null;
  }

  private static Option text(
      String flag, String key, String placeholder, String fallback, String help) {
    return new Option(flag, null, key, TEXT, placeholder, fallback, help);
  }

  private static Option toggle(
      String flag, @Nullable String shorthand, String key, boolean fallback, String help) {
    return new Option(flag, shorthand, key, SWITCH, "", String.valueOf(fallback), help);
  }

  private static Option list(
      String flag,
      @Nullable String key,
      @Nullable String shorthand,
      String placeholder,
      String help) {
    return new Option(flag, shorthand, key, LIST, placeholder, "", help);
  }

  private static Option map(String flag, String key, String placeholder, String help) {
    return new Option(flag, null, key, MAP, placeholder, "", help);
  }
}
