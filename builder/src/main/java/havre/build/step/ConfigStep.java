package havre.build.step;

import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Expansion;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Words;
import havre.common.HavreException;
import havre.oci.image.Healthcheck;
import havre.oci.image.ImageConfig;
import havre.oci.image.ImageConfigBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An instruction that changes how containers of the image run, and no file of it.
final class ConfigStep {
  /// Those instructions.
  static final Set<String> KEYWORDS =
      Set.of(
          "CMD",
          "ENTRYPOINT",
          "ENV",
          "EXPOSE",
          "HEALTHCHECK",
          "LABEL",
          "MAINTAINER",
          "ONBUILD",
          "SHELL",
          "STOPSIGNAL",
          "USER",
          "VOLUME",
          "WORKDIR");

  private final Instruction instruction;
  private final StageState state;
  private final char escape;
  private final Map<String, String> variables;
  private final ImageConfigBuilder config;

  /// What a step has come to.
  ///
  /// @param text for the history, variables replaced
  record Result(ImageConfig config, String text) {}

  private ConfigStep(Instruction instruction, StageState state, char escape) {
    this.instruction = instruction;
    this.state = state;
    this.escape = escape;
    this.variables = state.variables();
    this.config = state.config().toBuilder();
  }

  static Result apply(Instruction instruction, StageState state, char escape) {
    return new ConfigStep(instruction, state, escape).apply();
  }

  private Result apply() {
    String keyword = instruction.keyword();
    String rest = instruction.rest();
    if (!keyword.equals("HEALTHCHECK") && !instruction.flags().isEmpty()) {
      throw failure("unknown flag: --" + instruction.flags().getFirst().name());
    }
    if (rest.isEmpty() && !Set.of("CMD", "ENTRYPOINT").contains(keyword)) {
      boolean one = Set.of("USER", "WORKDIR", "STOPSIGNAL", "MAINTAINER").contains(keyword);
      throw failure(
          keyword + (one ? " requires exactly one argument" : " requires at least one argument"));
    }
    String text =
        switch (keyword) {
          case "CMD" -> command(rest, true);
          case "ENTRYPOINT" -> command(rest, false);
          case "ENV" -> pairs(rest, config::env);
          case "LABEL" -> pairs(rest, config::label);
          case "EXPOSE" -> expose(rest);
          case "VOLUME" -> volumes(rest);
          case "USER" -> {
            String user = expanded(rest);
            config.user(user);
            yield user;
          }
          case "WORKDIR" -> {
            String directory = workingDirectory(expanded(rest));
            config.workingDir(directory);
            yield directory;
          }
          case "STOPSIGNAL" -> {
            String signal = expanded(rest);
            config.stopSignal(signal);
            yield signal;
          }
          case "SHELL" -> shell(rest);
          case "ONBUILD" -> {
            config.onBuild(trigger(rest));
            yield rest;
          }
          case "HEALTHCHECK" -> healthcheck(rest);
          case "MAINTAINER" -> {
            state.author(rest);
            yield rest;
          }
          default -> throw failure("unknown instruction: " + keyword);
        };
    return new Result(config.build(), keyword + " " + text);
  }

  private HavreException failure(String message) {
    return DockerfileParser.failure(instruction.line(), message);
  }

  private String expanded(String word) {
    return Expansion.of(word, escape, variables);
  }

  private String command(String rest, boolean isCmd) {
    List<String> array = Words.json(rest);
    List<String> command;
    if (array != null) {
      command = array;
    } else if (rest.isEmpty()) {
      command = List.of();
    } else {
      command = new ArrayList<>(state.shell());
      command.add(rest);
    }
    if (isCmd) {
      config.cmd(command);
      state.markCmdSet();
    } else {
      config.entrypoint(command.isEmpty() ? null : command);
      if (!state.cmdSet()) {
        config.cmd(null); // a base image's command belongs to its entry point
      }
    }
    return shown(command);
  }

  private static String shown(List<String> words) {
    return "[" + String.join(" ", words.stream().map(ConfigStep::quoted).toList()) + "]";
  }

  private static String quoted(String word) {
    return "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /// Takes a name and its value.
  private interface PairTarget {
    Object set(String name, String value);
  }

  private String pairs(String rest, PairTarget target) {
    var shown = new ArrayList<String>();
    pairs(rest)
        .forEach((name, value) -> {
          target.set(name, value);
          shown.add(name + "=" + value);
        });
    return String.join(" ", shown);
  }

  /// `NAME=value …`, or the old `NAME value`.
  private Map<String, String> pairs(String rest) {
    String keyword = instruction.keyword();
    var pairs = new LinkedHashMap<String, String>();
    List<String> words = Words.quoted(rest, escape);
    if (words.getFirst().indexOf('=') < 0) {
      String[] parts = rest.split("\\s+", 2);
      if (parts.length < 2) {
        throw failure(keyword + " must have two arguments");
      }
      pairs.put(expanded(parts[0]), expanded(parts[1]));
      return pairs;
    }
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw failure(
            "Syntax error - can't find = in \"" + word + "\". Must be of the form: name=value");
      }
      if (equals == 0) {
        throw failure(keyword + " names can not be blank");
      }
      pairs.put(expanded(word.substring(0, equals)), expanded(word.substring(equals + 1)));
    }
    return pairs;
  }

  private String workingDirectory(String path) {
    if (path.isEmpty()) {
      throw failure("WORKDIR requires exactly one argument");
    }
    return Path.of(state.workingDir()).resolve(path).normalize().toString();
  }

  /// `80`, `80/udp`, `8000-8010/tcp`.
  private String expose(String rest) {
    for (String written : Words.plain(rest)) {
      for (String port : Words.plain(expanded(written))) {
        expose1(port);
      }
    }
    return expanded(rest);
  }

  private void expose1(String text) {
    String[] parts = text.split("/", 2);
    String protocol = parts.length > 1 ? parts[1].toLowerCase(Locale.ROOT) : "tcp";
    if (!Set.of("tcp", "udp", "sctp").contains(protocol)) {
      throw HavreException.invalid("invalid proto: " + protocol);
    }
    String[] range = parts[0].substring(parts[0].lastIndexOf(':') + 1).split("-", 2);
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

  private String volumes(String rest) {
    List<String> array = Words.json(rest);
    var paths = new ArrayList<String>();
    for (String path : array != null ? array : Words.plain(rest)) {
      String volume = expanded(path).strip();
      if (volume.isEmpty()) {
        throw failure("VOLUME specified can not be an empty string");
      }
      config.volume(volume);
      paths.add(volume);
    }
    return "[" + String.join(" ", paths) + "]";
  }

  private String shell(String rest) {
    List<String> array = Words.json(rest);
    if (array == null) {
      throw failure("SHELL requires the arguments to be in JSON form");
    }
    if (array.isEmpty()) {
      throw failure("SHELL requires at least one argument");
    }
    config.shell(array);
    return "[" + String.join(" ", array) + "]";
  }

  private String trigger(String rest) {
    String first = rest.split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
    if (first.equals("ONBUILD")) {
      throw failure("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
    }
    if (first.equals("FROM") || first.equals("MAINTAINER")) {
      throw failure(first + " isn't allowed as an ONBUILD trigger");
    }
    return rest;
  }

  private String healthcheck(String rest) {
    String[] parts = rest.split("\\s+", 2);
    String type = parts[0].toUpperCase(Locale.ROOT);
    if (type.equals("NONE")) {
      if (parts.length > 1 || !instruction.flags().isEmpty()) {
        throw failure("HEALTHCHECK NONE takes no arguments");
      }
      config.healthcheck(new Healthcheck(List.of("NONE"), 0, 0, 0, 0, 0));
      return "NONE";
    }
    if (!type.equals("CMD")) {
      throw failure("Unknown type \"" + parts[0] + "\" in HEALTHCHECK (try CMD)");
    }
    if (parts.length == 1) {
      throw failure("Missing command after HEALTHCHECK CMD");
    }
    List<String> array = Words.json(parts[1]);
    var test = new ArrayList<String>();
    test.add(array == null ? "CMD-SHELL" : "CMD");
    test.addAll(array == null ? List.of(parts[1]) : array);
    Healthcheck check =
        new Healthcheck(
            test,
            nanos("interval"),
            nanos("timeout"),
            nanos("start-period"),
            nanos("start-interval"),
            retries());
    for (Instruction.Flag flag : instruction.flags()) {
      if (!Set.of("interval", "timeout", "start-period", "start-interval", "retries")
          .contains(flag.name())) {
        throw failure("unknown flag: --" + flag.name());
      }
    }
    config.healthcheck(check);
    var text = new StringBuilder();
    instruction.flags().forEach(flag -> text.append(flag).append(' '));
    return text + shown(test);
  }

  private @Nullable String flag(String name) {
    return instruction.flags().stream()
        .filter(flag -> flag.name().equals(name))
        .map(flag -> expanded(flag.value()))
        .reduce((first, last) -> last)
        .orElse(null);
  }

  private long nanos(String name) {
    String text = flag(name);
    if (text == null) {
      return 0;
    }
    long nanos = GoDuration.nanos(text);
    if (nanos < 1_000_000 && nanos != 0) {
      throw failure("Interval \"" + name + "\" cannot be less than 1ms");
    }
    return nanos;
  }

  private int retries() {
    String text = flag("retries");
    if (text == null) {
      return 0;
    }
    try {
      int number = Integer.parseInt(text);
      if (number < 0) {
        throw failure("--retries cannot be negative (" + number + ")");
      }
      return number;
    } catch (NumberFormatException e) {
      throw failure("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
    }
  }
}
