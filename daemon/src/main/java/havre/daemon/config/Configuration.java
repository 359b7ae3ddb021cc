package havre.daemon.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What the flags and the configuration file come to. Options are asked for by their flag's name.
public final class Configuration {
  private static final List<String> RELOADABLE =
      List.of("debug", "label", "live-restore", "log-level", "shutdown-timeout");

  private final Map<String, List<String>> values;

  private Configuration(Map<String, List<String>> values) {
    this.values = Map.copyOf(values);
  }

  /// Reads the arguments and, where one is named or the default one exists, the configuration file.
  ///
  /// @throws OptionException for anything unknown, malformed or said twice
  public static Configuration of(List<String> arguments) {
    Map<String, List<String>> flags = CommandLine.parse(arguments);
    var values = new LinkedHashMap<String, List<String>>(flags);
    List<String> named = flags.get("config-file");
    Path file = Path.of(named == null ? fallback("config-file") : named.getLast());
    if (named != null || Files.exists(file)) {
      values.putAll(ConfigurationFile.read(file, flags));
    }
    var configuration = new Configuration(values);
    configuration.check();
    return configuration;
  }

  /// This configuration with what of another one may be taken while the daemon runs.
  public Configuration reloaded(Configuration next) {
    var changed = new LinkedHashMap<>(values);
    for (String flag : RELOADABLE) {
      if (next.values.containsKey(flag)) {
        changed.put(flag, next.values.get(flag));
      } else {
        changed.remove(flag);
      }
    }
    return new Configuration(changed);
  }

  /// The options that another configuration changes, but only a restart of the daemon can.
  public List<String> needRestart(Configuration next) {
    return Options.ALL.stream()
        .map(Option::flag)
        .filter(flag -> !RELOADABLE.contains(flag))
        .filter(flag -> !Objects.equals(values.get(flag), next.values.get(flag)))
        .toList();
  }

  public String text(String flag) {
    List<String> given = values.get(flag);
    return given == null ? fallback(flag) : given.getLast();
  }

  public boolean isOn(String flag) {
    return Boolean.parseBoolean(text(flag));
  }

  public int number(String flag) {
    return Integer.parseInt(text(flag));
  }

  public List<String> list(String flag) {
    return values.getOrDefault(flag, List.of());
  }

  public Map<String, String> map(String flag) {
    var map = new LinkedHashMap<String, String>();
    for (String pair : list(flag)) {
      int equals = pair.indexOf('=');
      map.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return map;
  }

  public Path path(String flag) {
    return Path.of(text(flag));
  }

  /// The man-like text of `--help`.
  public static String help() {
    var text = new StringBuilder();
    text.append(
        """

        Usage:  havred [OPTIONS]

        A self-sufficient runtime for containers.

        havred serves the Docker Engine API on a unix socket (and on TCP where told to), and keeps
        containers, images, networks and volumes. Containers survive it: it may be stopped, killed and
        upgraded at any time. Every option may stand in the configuration file too, by dockerd's keys.

        Options:
        """);
    for (Option option : Options.ALL) {
      String names =
          (option.shorthand() == null ? "      " : "  -" + option.shorthand() + ", ")
              + "--"
              + option.flag()
              + (option.placeholder().isEmpty() ? "" : " " + option.placeholder());
      text.append("%-42s %s%s%n".formatted(names, option.help(), shownFallback(option)));
    }
    text.append(
        """

        Signals:
          TERM, INT  stop cleanly; containers keep running, unless --live-restore=false
          HUP        read the configuration file again: debug, labels, live-restore, log-level,
                     shutdown-timeout

        Files:
          /etc/havre/daemon.json  options
          /var/lib/havre          images, containers, volumes, state
          /run/havre              what lives until the next boot
          /run/havre.sock         the API's socket
        """);
    return text.toString();
  }

  private static String shownFallback(Option option) {
    boolean plain = option.fallback().isEmpty() || option.fallback().equals("false");
    return plain ? "" : " (default " + option.fallback() + ")";
  }

  private static String fallback(String flag) {
    return Objects.requireNonNull(Options.byFlag(flag), flag).fallback();
  }

  private void requireOneOf(String flag, List<String> values) {
    if (!values.contains(text(flag))) {
      throw new OptionException(
          "invalid argument \"%s\" for \"--%s\" flag: expected one of %s"
              .formatted(text(flag), flag, String.join(", ", values).replaceFirst("^, ", "")));
    }
  }

  private void check() {
    values.forEach((flag, given) -> {
      DockerOptions known = DockerOptions.of(flag);
      if (known != null) {
        known.check(given);
      }
    });
    requireOneOf("default-cgroupns-mode", List.of("", "host", "private"));
    if (!List.of("runc", "io.containerd.runc.v2").contains(text("default-runtime"))) {
      throw new OptionException(
          "specified default runtime '%s' does not exist".formatted(text("default-runtime")));
    }
    requireOneOf("log-format", List.of("text", "json"));
    String ipc = text("default-ipc-mode");
    if (!List.of("private", "shareable").contains(ipc)) {
      throw new OptionException(
          "IPC mode \"%s\" is not supported as default value; use \"shareable\" or \"private\""
              .formatted(ipc));
    }
    for (String option : list("default-network-opt")) {
      if (option.chars().filter(c -> c == '=').count() < 2) {
        throw new OptionException(
            "invalid default network option \"%s\": expected driver=option=value"
                .formatted(option));
      }
    }
    String level = text("log-level");
    if (!List.of("debug", "info", "warn", "error", "fatal", "trace").contains(level)) {
      throw new OptionException("invalid logging level: " + level);
    }
    if (!text("bip").isEmpty() && values.containsKey("bridge") && text("bridge").equals("none")) {
      throw new OptionException("--bip and --bridge=none exclude each other");
    }
    if (isOn("tlsverify") && text("tlscacert").isEmpty()) {
      throw new OptionException("--tlsverify needs --tlscacert, --tlscert and --tlskey");
    }
    for (String label : list("label")) {
      if (label.indexOf('=') < 1) {
        throw new OptionException("bad attribute format: " + label);
      }
    }
  }
}
