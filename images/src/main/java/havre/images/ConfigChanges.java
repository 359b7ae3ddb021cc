package havre.images;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.HavreException;
import havre.oci.image.Healthcheck;
import havre.oci.image.ImageConfig;
import havre.oci.image.ImageConfigBuilder;
import havre.oci.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Applies Dockerfile instructions to a configuration, as `docker import -c` and `docker commit -c`
/// do.
public final class ConfigChanges {
  private final ImageConfigBuilder config;

  private static final Set<String> KNOWN =
      Set.of(
          "CMD",
          "ENTRYPOINT",
          "ENV",
          "EXPOSE",
          "HEALTHCHECK",
          "LABEL",
          "ONBUILD",
          "STOPSIGNAL",
          "USER",
          "VOLUME",
          "WORKDIR");

  private ConfigChanges(ImageConfigBuilder config) {
    this.config = config;
  }

  /// @throws HavreException INVALID for an instruction that is malformed or changes no
  ///   configuration
  public static ImageConfig apply(ImageConfig config, List<String> changes) {
    var builder = new ConfigChanges(config.toBuilder());
    for (String change : changes) {
      for (String line : change.split("\n")) {
        if (!line.isBlank() && !line.strip().startsWith("#")) {
          builder.apply(line.strip());
        }
      }
    }
    return builder.config.build();
  }

  private void apply(String line) {
    String[] parts = line.split("[ \t]+", 2);
    String instruction = parts[0].toUpperCase(Locale.ROOT);
    String rest = parts.length > 1 ? parts[1].strip() : "";
    if (rest.isEmpty() && KNOWN.contains(instruction)) {
      throw HavreException.invalid(instruction + " requires at least one argument");
    }
    switch (instruction) {
      case "CMD" -> config.cmd(command(rest));
      case "ENTRYPOINT" -> config.entrypoint(command(rest));
      case "SHELL" -> config.shell(jsonArrayOnly(rest));
      case "ENV" -> pairs(instruction, rest).forEach(config::env);
      case "LABEL" -> pairs(instruction, rest).forEach(config::label);
      case "USER" -> config.user(single(rest));
      case "WORKDIR" -> config.workingDir(workingDir(single(rest)));
      case "STOPSIGNAL" -> config.stopSignal(single(rest));
      case "EXPOSE" -> words(rest).forEach(this::expose);
      case "VOLUME" -> volumes(rest);
      case "ONBUILD" -> config.onBuild(trigger(rest));
      case "HEALTHCHECK" -> config.healthcheck(healthcheck(rest));
      default -> throw HavreException.invalid(instruction + " is not a valid change command");
    }
  }

  private Map<String, String> variables() {
    var variables = new HashMap<String, String>();
    for (String entry : config.env()) {
      int equals = entry.indexOf('=');
      variables.put(entry.substring(0, equals), entry.substring(equals + 1));
    }
    return variables;
  }

  private List<String> words(String text) {
    return InstructionWords.split(text, variables());
  }

  private String single(String text) {
    return InstructionWords.single(text, variables());
  }

  private List<String> command(String text) {
    List<String> array = jsonArray(text);
    if (array != null) {
      return array;
    }
    var command = new ArrayList<>(config.shell());
    command.add(text);
    return List.copyOf(command);
  }

  private static @Nullable List<String> jsonArray(String text) {
    if (!text.startsWith("[")) {
      return null;
    }
    JsonNode node;
    try {
      node = Json.tree(text.getBytes(StandardCharsets.UTF_8), "array");
    } catch (HavreException e) {
      return null; // the shell form may begin with a bracket as well
    }
    var items = new ArrayList<String>();
    for (JsonNode item : node) {
      if (!item.isTextual()) {
        return null;
      }
      items.add(item.asText());
    }
    return List.copyOf(items);
  }

  private static List<String> jsonArrayOnly(String text) {
    List<String> array = jsonArray(text);
    if (array == null || array.isEmpty()) {
      throw HavreException.invalid("SHELL requires the arguments to be in JSON form");
    }
    return array;
  }

  /// `NAME=value …`, or the old `NAME value`.
  private Map<String, String> pairs(String instruction, String text) {
    var pairs = new java.util.LinkedHashMap<String, String>();
    String first = text.split("[ \t]+", 2)[0];
    if (first.indexOf('=') < 0) {
      String[] parts = text.split("[ \t]+", 2);
      if (parts.length < 2) {
        throw HavreException.invalid(instruction + " must have two arguments");
      }
      pairs.put(single(parts[0]), single(parts[1]));
      return pairs;
    }
    for (String word : words(text)) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw HavreException.invalid(
            "Syntax error - can't find = in \"" + word + "\". Must be of the form: name=value");
      }
      if (equals == 0) {
        throw HavreException.invalid(instruction + " names can not be blank");
      }
      pairs.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return pairs;
  }

  private String workingDir(String path) {
    String current = config.workingDir();
    if (path.startsWith("/")) {
      return java.nio.file.Path.of(path).normalize().toString();
    }
    String base = current == null || current.isEmpty() ? "/" : current;
    return java.nio.file.Path.of(base, path).normalize().toString();
  }

  /// `80`, `80/udp`, `8000-8010/tcp`.
  private void expose(String text) {
    String[] parts = text.split("/", 2);
    String protocol = parts.length > 1 ? parts[1].toLowerCase(Locale.ROOT) : "tcp";
    if (!List.of("tcp", "udp", "sctp").contains(protocol)) {
      throw HavreException.invalid("invalid proto: " + protocol);
    }
    String[] range = parts[0].split("-", 2);
    try {
      int first = Integer.parseInt(range[0]);
      int last = range.length > 1 ? Integer.parseInt(range[1]) : first;
      if (first < 1 || last > 65_535 || last < first) {
        throw HavreException.invalid("invalid containerPort: " + text);
      }
      for (int port = first; port <= last; port++) {
        config.exposedPort(port + "/" + protocol);
      }
    } catch (NumberFormatException e) {
      throw HavreException.invalid("invalid containerPort: " + text);
    }
  }

  private void volumes(String text) {
    List<String> array = jsonArray(text);
    for (String path : array != null ? array : words(text)) {
      if (path.isBlank()) {
        throw HavreException.invalid("VOLUME specified can not be an empty string");
      }
      config.volume(path);
    }
  }

  private static String trigger(String text) {
    String first = text.split("[ \t]+", 2)[0].toUpperCase(Locale.ROOT);
    if (first.equals("ONBUILD")) {
      throw HavreException.invalid("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
    }
    if (first.equals("FROM") || first.equals("MAINTAINER")) {
      throw HavreException.invalid(first + " isn't allowed as an ONBUILD trigger");
    }
    return text;
  }

  /// `NONE`, or options and `CMD …`.
  private Healthcheck healthcheck(String text) {
    long interval = 0;
    long timeout = 0;
    long startPeriod = 0;
    long startInterval = 0;
    int retries = 0;
    String rest = text;
    while (rest.startsWith("--")) {
      String[] parts = rest.split("[ \t]+", 2);
      String[] option = parts[0].substring(2).split("=", 2);
      String value = option.length > 1 ? option[1] : "";
      switch (option[0]) {
        case "interval" -> interval = nanos(value);
        case "timeout" -> timeout = nanos(value);
        case "start-period" -> startPeriod = nanos(value);
        case "start-interval" -> startInterval = nanos(value);
        case "retries" -> retries = number(value);
        default -> throw HavreException.invalid("unknown flag: --" + option[0]);
      }
      rest = parts.length > 1 ? parts[1].strip() : "";
    }
    String[] parts = rest.split("[ \t]+", 2);
    String type = parts[0].toUpperCase(Locale.ROOT);
    if (type.equals("NONE") && parts.length == 1) {
      return new Healthcheck(List.of("NONE"), 0, 0, 0, 0, 0);
    }
    if (!type.equals("CMD") || parts.length == 1) {
      throw HavreException.invalid("Unknown type in HEALTHCHECK: " + parts[0]);
    }
    List<String> array = jsonArray(parts[1].strip());
    var test = new ArrayList<String>();
    test.add(array == null ? "CMD-SHELL" : "CMD");
    test.addAll(array == null ? List.of(parts[1].strip()) : array);
    return new Healthcheck(
        List.copyOf(test), interval, timeout, startPeriod, startInterval, retries);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw HavreException.invalid("invalid number: " + text);
    }
  }

  private static long nanos(String text) {
    try {
      return Duration.parse("PT" + text.toUpperCase(Locale.ROOT)).toNanos();
    } catch (java.time.DateTimeException e) {
      throw HavreException.invalid("time: invalid duration \"" + text + "\"");
    }
  }
}
