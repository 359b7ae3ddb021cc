package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.container.HostOptions.LogConfig;
import havre.engine.launch.ContainerFiles;
import havre.engine.state.Definition;
import havre.runtime.log.JsonFileLog;
import havre.runtime.log.JsonFileOptions;
import havre.runtime.log.LogSink;
import havre.runtime.log.NoLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The logs of all containers, one object each.
public final class ContainerLogs {
  public static final List<String> DRIVERS = List.of("json-file", "none");
  private static final String NONE = "none";
  private static final String JSON_FILE = "json-file";

  private final ContainerFiles files;
  private final LogConfig defaults;
  private final Map<String, LogSink> sinks = new ConcurrentHashMap<>();

  /// @param defaults of containers that name no driver
  public ContainerLogs(ContainerFiles files, LogConfig defaults) {
    this.files = files;
    this.defaults = defaults;
  }

  public String defaultDriver() {
    return defaults.type().isEmpty() ? JSON_FILE : defaults.type();
  }

  /// The complete configuration for what is asked for.
  ///
  /// @throws HavreException INVALID for an unknown driver or option, in Docker's words
  LogConfig resolve(LogConfig asked) {
    LogConfig resolved = asked;
    if (asked.type().isEmpty()) {
      var options = new LinkedHashMap<>(defaults.options());
      options.putAll(asked.options());
      resolved = new LogConfig(defaultDriver(), options);
    }
    switch (resolved.type()) {
      case JSON_FILE -> JsonFileOptions.parse(resolved.options(), Map.of());
      case NONE -> {
        // Takes any option and heeds none, as Docker's.
      }
      default ->
          throw HavreException.invalid(
              "error looking up logging plugin %s: plugin \"%s\" not found"
                  .formatted(resolved.type(), resolved.type()));
    }
    return resolved;
  }

  LogSink of(Definition definition) {
    return sinks.computeIfAbsent(definition.id().value(), id -> create(definition));
  }

  void forget(String id) {
    sinks.remove(id);
  }

  private LogSink create(Definition definition) {
    LogConfig config = definition.spec().host().logConfig();
    if (config.type().equals(NONE)) {
      return new NoLog();
    }
    return JsonFileLog.at(
        files.log(definition.id().value()),
        JsonFileOptions.parse(config.options(), attributes(definition, config.options())));
  }

  /// What the options `labels`, `env` and their patterns select.
  private static Map<String, String> attributes(
      Definition definition, Map<String, String> options) {
    var attributes = new LinkedHashMap<String, String>();
    select(definition.spec().config().labels(), options, "labels", attributes);
    var environment = new LinkedHashMap<String, String>();
    for (String entry : definition.spec().config().env()) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        environment.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    select(environment, options, "env", attributes);
    String tag = options.get("tag");
    if (tag != null && !tag.isEmpty()) {
      attributes.put("tag", tag(tag, definition));
    }
    return attributes;
  }

  private static void select(
      Map<String, String> from,
      Map<String, String> options,
      String option,
      Map<String, String> into) {
    String names = options.get(option);
    if (names != null) {
      for (String name : names.split(",")) {
        String value = from.get(name.strip());
        if (value != null) {
          into.put(name.strip(), value);
        }
      }
    }
    String expression = options.get(option + "-regex");
    if (expression != null && !expression.isEmpty()) {
      Pattern pattern = Pattern.compile(expression);
      from.forEach((name, value) -> {
        if (pattern.matcher(name).find()) {
          into.put(name, value);
        }
      });
    }
  }

  private static String tag(String template, Definition definition) {
    return template
        .replace("{{.ID}}", definition.id().shortForm())
        .replace("{{.FullID}}", definition.id().value())
        .replace("{{.Name}}", definition.name())
        .replace("{{.ImageName}}", definition.spec().config().image())
        .replace("{{.ImageFullID}}", definition.imageId());
  }
}
