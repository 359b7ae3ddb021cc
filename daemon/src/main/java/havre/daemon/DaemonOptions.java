package havre.daemon;

import havre.common.HavreException;
import havre.common.plugin.PluginSockets;
import havre.daemon.config.Configuration;
import havre.daemon.config.OptionException;
import havre.engine.cdi.CdiDevices;
import havre.engine.container.HostOptions.LogConfig;
import havre.engine.container.Resources.Ulimit;
import havre.engine.system.EngineInfo;
import havre.images.trust.PolicyFile;
import havre.images.trust.SignaturePolicy;
import havre.linux.process.HostInfo;
import havre.network.AddressPool;
import havre.network.AddressPools;
import havre.network.BridgeSubnet;
import havre.network.DnsOptions;
import havre.network.IpAddresses;
import havre.network.IpPrefix;
import havre.network.NetworkSettings;
import havre.registryclient.Proxies;
import havre.registryclient.Registries;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The configuration in the words of the parts.
final class DaemonOptions {
  private DaemonOptions() {}

  /// Reads everything once, so that a mistake shows before anything is begun.
  static void check(Configuration configuration) {
    network(configuration);
    ulimits(configuration);
    size(configuration.text("default-shm-size"));
    seccompProfile(configuration);
    init(configuration, Path.of(""));
    registries(configuration);
    ListenAddresses.of(configuration);
    ListenAddresses.metrics(configuration);
    signaturePolicy(configuration);
    imageMarks(configuration);
  }

  /// The options that may change while the daemon runs, and some more, as events tell them.
  static Map<String, String> reloadable(Configuration configuration) {
    var told = new TreeMap<String, String>();
    told.put("debug", Boolean.toString(configuration.isOn("debug")));
    told.put("default-ipc-mode", configuration.text("default-ipc-mode"));
    told.put("default-runtime", configuration.text("default-runtime"));
    told.put("default-shm-size", Long.toString(size(configuration.text("default-shm-size"))));
    told.put("insecure-registries", array(configuration.list("insecure-registry")));
    told.put("labels", array(configuration.list("label")));
    told.put("live-restore", Boolean.toString(configuration.isOn("live-restore")));
    told.put("name", HostInfo.read().hostName());
    told.put("registry-mirrors", array(mirrors(configuration)));
    told.put("shutdown-timeout", configuration.text("shutdown-timeout"));
    return told;
  }

  private static String array(List<String> values) {
    return values.stream()
        .map(value -> '"' + value + '"')
        .collect(Collectors.joining(",", "[", "]"));
  }

  static System.Logger.Level logLevel(Configuration configuration) {
    if (configuration.isOn("debug")) {
      return System.Logger.Level.DEBUG;
    }
    return switch (configuration.text("log-level")) {
      case "trace" -> System.Logger.Level.TRACE;
      case "debug" -> System.Logger.Level.DEBUG;
      case "warn" -> System.Logger.Level.WARNING;
      case "error", "fatal" -> System.Logger.Level.ERROR;
      default -> System.Logger.Level.INFO;
    };
  }

  static Registries.Settings registries(Configuration configuration) {
    return new Registries.Settings(
        configuration.list("insecure-registry"),
        configuration.list("registry-mirror"),
        configuration.path("registry-certs").toAbsolutePath(),
        new Proxies(
            proxy(configuration, "http-proxy"),
            proxy(configuration, "https-proxy"),
            proxy(configuration, "no-proxy")));
  }

  /// The marks of the clean-up of images; none when nothing is to be removed.
  static Optional<ImageCollection.Marks> imageMarks(Configuration configuration) {
    String high = configuration.text("image-gc-high");
    String low = configuration.text("image-gc-low");
    if (high.isEmpty()) {
      if (!low.isEmpty()) {
        throw new OptionException("image-gc-low needs image-gc-high");
      }
      return Optional.empty();
    }
    long above = size(high);
    long below = low.isEmpty() ? above / 5 * 4 : size(low);
    if (below > above) {
      throw new OptionException("image-gc-low is larger than image-gc-high");
    }
    return Optional.of(new ImageCollection.Marks(above, below));
  }

  /// Which images may be pulled; read at the start.
  static SignaturePolicy signaturePolicy(Configuration configuration) {
    String file = configuration.text("signature-policy");
    return file.isEmpty() ? SignaturePolicy.NONE : PolicyFile.read(Path.of(file));
  }

  /// With the one range that needs no naming.
  static List<String> insecureRegistries(Configuration configuration) {
    var all = new ArrayList<>(configuration.list("insecure-registry"));
    all.add("127.0.0.0/8");
    return all;
  }

  /// As Docker writes them, with a slash at the end.
  static List<String> mirrors(Configuration configuration) {
    return configuration.list("registry-mirror").stream()
        .map(mirror -> mirror.endsWith("/") ? mirror : mirror + "/")
        .toList();
  }

  /// The option, or the environment's variable of that name in capitals or small letters.
  private static String proxy(Configuration configuration, String option) {
    String own = configuration.text(option);
    String name = option.replace('-', '_');
    String large = System.getenv().getOrDefault(name.toUpperCase(Locale.ROOT), "");
    String small = System.getenv().getOrDefault(name, "");
    return own.isEmpty() ? (large.isEmpty() ? small : large) : own;
  }

  static NetworkSettings network(Configuration configuration) {
    return new NetworkSettings(
        configuration.text("bridge"),
        subnet(configuration, "bip", "fixed-cidr", "default-gateway", true),
        configuration.isOn("ipv6")
            ? subnet(configuration, "bip6", "fixed-cidr-v6", "default-gateway-v6", false)
            : null,
        pools(configuration),
        configuration.number("mtu"),
        configuration.isOn("icc"),
        configuration.isOn("ip-masq"),
        configuration.isOn("ip-forward"),
        configuration.text("ip"),
        null,
        overrides(configuration));
  }

  private static NetworkSettings.Overrides overrides(Configuration configuration) {
    List<String> gateways = configuration.list("host-gateway-ip");
    if (gateways.size() > 1) {
      throw new OptionException("--host-gateway-ip: one address is supported");
    }
    for (String gateway : gateways) {
      requireAddress("host-gateway-ip", gateway);
    }
    var options = new LinkedHashMap<String, Map<String, String>>();
    for (String text : configuration.list("default-network-opt")) {
      String[] parts = text.split("=", 3);
      options.computeIfAbsent(parts[0], _ -> new LinkedHashMap<>()).put(parts[1], parts[2]);
    }
    return new NetworkSettings.Overrides(
        gateways.isEmpty() ? "" : gateways.getFirst(),
        configuration.isOn("iptables"),
        configuration.isOn("ip6tables"),
        options,
        PluginSockets.STANDARD);
  }

  private static void requireAddress(String flag, String text) {
    if (!IpAddresses.isAddress(text)) {
      throw new OptionException(
          "invalid argument \"%s\" for \"--%s\" flag: not an IP address".formatted(text, flag));
    }
  }

  private static BridgeSubnet subnet(
      Configuration configuration, String bridge, String range, String gateway, boolean ipv4) {
    String hop = configuration.text(gateway);
    if (!hop.isEmpty()) {
      requireAddress(gateway, hop);
    }
    return new BridgeSubnet(
        prefix(configuration, bridge, ipv4),
        prefix(configuration, range, ipv4),
        hop.isEmpty() ? null : InetAddress.ofLiteral(hop));
  }

  private static @Nullable IpPrefix prefix(Configuration configuration, String flag, boolean ipv4) {
    String text = configuration.text(flag);
    if (text.isEmpty()) {
      return null;
    }
    try {
      IpPrefix prefix = IpPrefix.parse(text);
      if (prefix.isIpv4() == ipv4) {
        return prefix;
      }
    } catch (HavreException _) {
      // Told below.
    }
    throw new OptionException(
        "invalid argument \"%s\" for \"--%s\" flag: invalid CIDR address".formatted(text, flag));
  }

  static CdiDevices devices(Configuration configuration) {
    List<String> directories = configuration.list("cdi-spec-dir");
    return new CdiDevices(directories.isEmpty() ? CdiDevices.STANDARD : directories);
  }

  /// `base=172.80.0.0/16,size=24` each.
  static List<AddressPool> pools(Configuration configuration) {
    var pools = new ArrayList<AddressPool>();
    for (String text : configuration.list("default-address-pool")) {
      String base = "";
      int size = 0;
      for (String part : text.split(",")) {
        int equals = part.indexOf('=');
        String key = equals < 0 ? part : part.substring(0, equals).strip();
        String value = part.substring(equals + 1).strip();
        switch (key) {
          case "base" -> base = value;
          case "size" -> size = number("default-address-pool", value);
          default -> throw new OptionException("invalid default address pool: " + text);
        }
      }
      if (base.isEmpty() || size == 0) {
        throw new OptionException("invalid default address pool: " + text);
      }
      pools.add(new AddressPool(IpPrefix.parse(base), size));
    }
    return pools.isEmpty() ? AddressPools.DEFAULTS : pools;
  }

  static DnsOptions dns(Configuration configuration) {
    return new DnsOptions(
        configuration.list("dns"), configuration.list("dns-search"), configuration.list("dns-opt"));
  }

  static LogConfig log(Configuration configuration) {
    return new LogConfig(configuration.text("log-driver"), configuration.map("log-opt"));
  }

  /// `nofile=1024:2048` each.
  static List<Ulimit> ulimits(Configuration configuration) {
    var limits = new ArrayList<Ulimit>();
    configuration
        .map("default-ulimit")
        .forEach((name, value) -> {
          int colon = value.indexOf(':');
          long soft = limit(colon < 0 ? value : value.substring(0, colon));
          limits.add(new Ulimit(name, soft, colon < 0 ? soft : limit(value.substring(colon + 1))));
        });
    return limits;
  }

  private static long limit(String text) {
    return text.equals("unlimited") ? -1 : number("default-ulimit", text);
  }

  private static int number(String flag, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new OptionException(
          "invalid argument \"%s\" for \"--%s\" flag: not a number".formatted(text, flag));
    }
  }

  /// Reads `64MiB`, `64m`, `67108864`.
  static long size(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT).replaceAll("i?b$", "");
    int shift =
        switch (lower.isEmpty() ? ' ' : lower.charAt(lower.length() - 1)) {
          case 'k' -> 10;
          case 'm' -> 20;
          case 'g' -> 30;
          default -> 0;
        };
    String digits = shift == 0 ? lower : lower.substring(0, lower.length() - 1);
    try {
      return Math.multiplyExact(Long.parseLong(digits.strip()), 1L << shift);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new OptionException("invalid size: '" + text + "'");
    }
  }

  /// The init that containers get.
  static Path init(Configuration configuration, Path own) {
    String path = configuration.text("init-path");
    if (path.isEmpty()) {
      return own;
    }
    if (!Files.isExecutable(Path.of(path))) {
      throw new OptionException("--init-path: " + path + " is no program");
    }
    return Path.of(path).toAbsolutePath();
  }

  static EngineInfo.Choices choices(Configuration configuration) {
    Proxies proxies = registries(configuration).proxies();
    return new EngineInfo.Choices(
        configuration.isOn("iptables") || configuration.isOn("ip6tables") ? "nftables" : "none",
        configuration.isOn("live-restore"),
        withoutPassword(proxies.http()),
        withoutPassword(proxies.https()),
        proxies.none());
  }

  private static String withoutPassword(String address) {
    return address.replaceFirst("://[^@/]*@", "://xxxxx:xxxxx@");
  }

  /// The default profile as `info` names it.
  static String seccompName(Configuration configuration) {
    String name = configuration.text("seccomp-profile");
    return name.isEmpty() || name.equals("default") ? "builtin" : name;
  }

  /// The default profile's JSON, empty for the built-in one, or `unconfined`.
  static String seccompProfile(Configuration configuration) {
    String name = seccompName(configuration);
    if (name.equals("builtin")) {
      return "";
    }
    if (name.equals("unconfined")) {
      return name;
    }
    try {
      return Files.readString(Path.of(name));
    } catch (IOException e) {
      throw new OptionException("opening seccomp profile (" + name + ") failed: " + e.getMessage());
    }
  }
}
