package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.container.HostOptions.LogConfig;
import havre.engine.launch.ContainerFiles;
import havre.engine.state.Definition;
import havre.linux.process.HostInfo;
import havre.runtime.log.JsonFileLog;
import havre.runtime.log.JsonFileOptions;
import havre.runtime.log.LogSink;
import havre.runtime.log.NoLog;
import havre.runtime.log.remote.LogForwarder;
import havre.runtime.log.remote.Origin;
import havre.runtime.log.remote.RemoteDrivers;
import havre.runtime.log.remote.RemoteLog;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The logs of all containers, one object each.
public final class ContainerLogs {
  public static final List<String> DRIVERS =
      List.of("fluentd", "gelf", "journald", "json-file", "local", "syslog");
  private static final String LOCAL = "local";
  private static final String NONE = "none";
  private static final String JSON_FILE = "json-file";

  private static final Origin NOBODY = new Origin("", "", "", "", "", "", "", Map.of());

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
    Map<String, String> options = LogDelivery.check(resolved.options());
    switch (resolved.type()) {
      case JSON_FILE -> JsonFileOptions.parse(options, Map.of());
      case LOCAL -> JsonFileOptions.local(options);
      case "fluentd", "gelf", "journald", "syslog" -> {
        JsonFileOptions.local(LogDelivery.cache(resolved.options()));
        RemoteDrivers.create(resolved.type(), options, NOBODY, "").close();
      }
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

  /// Whether a client may read a log: not what is sent away only.
  static boolean readable(Definition definition) {
    LogConfig config = definition.spec().host().logConfig();
    return !config.type().equals(NONE)
        && (!RemoteDrivers.NAMES.contains(config.type()) || LogDelivery.readable(config.options()));
  }

  void forget(String id) {
    sinks.remove(id);
  }

  private LogSink create(Definition definition) {
    LogConfig config = definition.spec().host().logConfig();
    if (config.type().equals(NONE)) {
      return new NoLog();
    }
    Map<String, String> options = LogDelivery.without(config.options());
    JsonFileOptions kept =
        config.type().equals(JSON_FILE)
            ? JsonFileOptions.parse(options, attributes(definition, options))
            : JsonFileOptions.local(
                config.type().equals(LOCAL) ? options : LogDelivery.cache(config.options()));
    return JsonFileLog.at(files.log(definition.id().value()), kept);
  }

  /// Connects to where a container's log is to be sent besides; empty where it is only kept here.
  ///
  /// @throws HavreException INTERNAL where it cannot be connected to
  Optional<RemoteLog> connect(Definition definition) {
    LogConfig config = definition.spec().host().logConfig();
    if (!RemoteDrivers.NAMES.contains(config.type())) {
      return Optional.empty();
    }
    Map<String, String> options = LogDelivery.without(config.options());
    RemoteLog remote =
        RemoteDrivers.create(
            config.type(), options, origin(definition, options), HostInfo.read().hostName());
    try {
      if (remote.required()) {
        remote.connect();
      }
      return Optional.of(remote);
    } catch (IOException e) {
      remote.close();
      throw uninitialized(String.valueOf(e.getMessage()), e);
    }
  }

  /// Begins to send a log on; to be called once its writer is there.
  void forward(Definition definition, RemoteLog remote, Instant since) {
    if (of(definition) instanceof JsonFileLog log) {
      Thread.ofVirtual()
          .name("log-forwarder-" + definition.id().shortForm())
          .start(new LogForwarder(log, remote, since));
    }
  }

  private static HavreException uninitialized(String reason, @Nullable Exception cause) {
    return HavreException.internal(
        "failed to create task for container: failed to initialize logging driver: " + reason,
        cause);
  }

  private static Origin origin(Definition definition, Map<String, String> options) {
    Map<String, String> attributes = attributes(definition, options);
    attributes.remove("tag");
    return new Origin(
        definition.id().value(),
        definition.name(),
        definition.imageId(),
        definition.spec().config().image(),
        String.join(" ", definition.arguments()),
        definition.created().toString(),
        tag(options.getOrDefault("tag", "{{.ID}}"), definition),
        attributes);
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
