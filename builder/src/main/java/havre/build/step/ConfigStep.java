package havre.build.step;

import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Expansion;
import havre.build.dockerfile.GoStrings;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Pairs;
import havre.build.dockerfile.Words;
import havre.common.HavreException;
import havre.linux.process.Signals;
import havre.oci.image.Healthcheck;
import havre.oci.image.ImageConfig;
import havre.oci.image.ImageConfigBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
  /// @param note for the user, empty where there is none
  record Result(ImageConfig config, String text, String note) {}

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
    String text =
        switch (keyword) {
          case "CMD" -> command(rest, true);
          case "ENTRYPOINT" -> command(rest, false);
          case "ENV" -> pairs(config::env);
          case "LABEL" -> pairs(config::label);
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
            if (Signals.parse(signal).isEmpty()) {
              throw HavreException.invalid("invalid signal: " + signal);
            }
            config.stopSignal(signal);
            yield signal;
          }
          case "SHELL" -> shell(rest);
          case "ONBUILD" -> {
            config.onBuild(rest);
            yield rest;
          }
          case "HEALTHCHECK" -> healthcheck(rest);
          case "MAINTAINER" -> {
            state.author(rest);
            yield rest;
          }
          default -> throw failure("unknown instruction: " + keyword);
        };
    return new Result(
        config.build(), keyword + " " + text, keyword.equals("HEALTHCHECK") ? note() : "");
  }

  private String note() {
    Healthcheck before = state.config().healthcheck();
    List<String> test = before == null ? null : before.test();
    return test == null || test.isEmpty() || test.getFirst().equals("NONE")
        ? ""
        : "Note: overriding previous HEALTHCHECK: [" + String.join(" ", test) + "]\n";
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
      if (!command.isEmpty()) {
        state.markCmdSet();
      }
    } else {
      config.entrypoint(command.isEmpty() ? null : command);
      if (!state.cmdSet()) {
        config.cmd(null); // a base image's command belongs to its entry point
      }
    }
    return GoStrings.quote(command);
  }

  /// Takes a name and its value.
  private interface PairTarget {
    Object set(String name, String value);
  }

  private String pairs(PairTarget target) {
    var shown = new ArrayList<String>();
    for (Pairs.Pair pair : Pairs.read(instruction, escape)) {
      String name = expanded(pair.name());
      String value = expanded(pair.value());
      target.set(name, value);
      shown.add(name + "=" + value);
    }
    return String.join(" ", shown);
  }

  private String workingDirectory(String path) {
    if (path.isEmpty()) {
      throw HavreException.invalid("cannot normalize nothing");
    }
    return Path.of(state.workingDir()).resolve(path).normalize().toString();
  }

  /// `80`, `80/udp`, `8000-8010/tcp`; the order says nothing.
  private String expose(String rest) {
    List<String> ports =
        Words.plain(rest).stream()
            .sorted()
            .flatMap(written -> Words.plain(expanded(written)).stream())
            .toList();
    ports.forEach(this::expose1);
    return String.join(" ", ports);
  }

  private void expose1(String text) {
    String[] parts = text.split("/", 2);
    String protocol = parts.length > 1 ? parts[1].toLowerCase(Locale.ROOT) : "tcp";
    if (!Set.of("tcp", "udp", "sctp").contains(protocol)) {
      throw HavreException.invalid("Invalid proto: " + protocol);
    }
    String[] range = parts[0].substring(parts[0].lastIndexOf(':') + 1).split("-", 2);
    try {
      int first = Integer.parseInt(range[0]);
      int last = range.length > 1 ? Integer.parseInt(range[1]) : first;
      if (first < 1 || last > 65_535 || last < first) {
        throw HavreException.invalid("Invalid containerPort: " + text);
      }
      for (int port = first; port <= last; port++) {
        config.exposedPort(port + "/" + protocol);
      }
    } catch (NumberFormatException e) {
      throw HavreException.invalid("Invalid containerPort: " + text);
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
    List<String> array = Objects.requireNonNullElse(Words.json(rest), List.of());
    config.shell(array);
    return "[" + String.join(" ", array) + "]";
  }

  private String healthcheck(String rest) {
    String[] parts = rest.split("\\s+", 2);
    if (parts[0].equalsIgnoreCase("NONE")) {
      return healthcheck(new Healthcheck(List.of("NONE"), 0, 0, 0, 0, 0));
    }
    List<String> array = Words.json(parts[1]);
    var test = new ArrayList<String>();
    test.add(array == null ? "CMD-SHELL" : "CMD");
    test.addAll(array == null ? List.of(parts[1]) : array);
    return healthcheck(
        new Healthcheck(
            test,
            nanos("interval"),
            nanos("timeout"),
            nanos("start-period"),
            nanos("start-interval"),
            retries()));
  }

  /// In the history it stands as Go prints the structure.
  private String healthcheck(Healthcheck check) {
    config.healthcheck(check);
    return "&{%s \"%s\" \"%s\" \"%s\" \"%s\" %s}"
        .formatted(
            GoStrings.quote(Objects.requireNonNullElse(check.test(), List.of())),
            GoDuration.text(check.interval()),
            GoDuration.text(check.timeout()),
            GoDuration.text(check.startPeriod()),
            GoDuration.text(check.startInterval()),
            GoStrings.quoteNumber(check.retries()));
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

  private @Nullable String flag(String name) {
    return instruction.flag(name).map(this::expanded).orElse(null);
  }
}
