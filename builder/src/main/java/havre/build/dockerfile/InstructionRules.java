package havre.build.dockerfile;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What can be told of an instruction before any is carried out: its flags and how many arguments
/// it has.
final class InstructionRules {
  private static final Map<String, Set<String>> FLAGS =
      Map.of(
          "ADD",
          Set.of("chown", "chmod", "link", "checksum", "keep-git-dir", "exclude", "unpack"),
          "COPY",
          Set.of("from", "chown", "chmod", "link", "parents", "exclude"),
          "FROM",
          Set.of("platform"),
          "HEALTHCHECK",
          Set.of("interval", "timeout", "start-period", "start-interval", "retries"),
          "RUN",
          Set.of("mount", "network", "security", "device"));

  /// Those that may be given without a value.
  private static final Set<String> SWITCHES = Set.of("link", "parents", "keep-git-dir", "unpack");

  private static final Set<String> REPEATED = Set.of("mount", "exclude", "device");
  private static final Set<String> EXACTLY_ONE =
      Set.of("USER", "WORKDIR", "STOPSIGNAL", "MAINTAINER");
  private static final Set<String> AT_LEAST_ONE =
      Set.of("ARG", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "ONBUILD", "RUN", "SHELL", "VOLUME");

  private final Instruction instruction;
  private final char escape;

  private InstructionRules(Instruction instruction, char escape) {
    this.instruction = instruction;
    this.escape = escape;
  }

  /// @throws DockerfileException with Docker's text
  static void check(Instruction instruction, char escape) {
    var rules = new InstructionRules(instruction, escape);
    rules.checkFlags();
    rules.checkArguments();
  }

  private DockerfileException failure(String message) {
    return new DockerfileException(instruction.line(), message);
  }

  private void checkFlags() {
    Set<String> known = FLAGS.getOrDefault(instruction.keyword(), Set.of());
    var seen = new HashSet<String>();
    for (Instruction.Flag flag : instruction.flags()) {
      String name = flag.name();
      if (!known.contains(name)) {
        throw failure("unknown flag: --" + name + Suggestion.of(name, known));
      }
      if (!seen.add(name) && !REPEATED.contains(name)) {
        throw failure("duplicate flag specified: " + name);
      }
      if (!SWITCHES.contains(name) && !flag.hasValue()) {
        throw failure("missing a value on flag: " + name);
      }
      if (SWITCHES.contains(name) && flag.hasValue()) {
        flag.isSet(instruction.line());
      }
    }
  }

  private void checkArguments() {
    String keyword = instruction.keyword();
    String rest = instruction.rest();
    if (rest.isEmpty()) {
      if (EXACTLY_ONE.contains(keyword)) {
        throw failure(keyword + " requires exactly one argument");
      }
      if (AT_LEAST_ONE.contains(keyword)) {
        throw failure(keyword + " requires at least one argument");
      }
    }
    switch (keyword) {
      case "ADD", "COPY" -> copy(rest);
      case "SHELL" -> shell(rest);
      case "ONBUILD" -> trigger(rest);
      case "HEALTHCHECK" -> healthcheck(rest);
      case "ENV", "LABEL" -> Pairs.read(instruction, escape);
      case "ARG" -> {
        if (rest.startsWith("=")) {
          throw failure("ARG names can not be blank");
        }
      }
      default -> {}
    }
  }

  private void copy(String rest) {
    List<String> array = Words.json(rest);
    int words = array == null ? Words.plain(rest).size() : array.size();
    if (words < 2) {
      throw failure(
          instruction.keyword()
              + " requires at least two arguments, but only one was provided. Destination could not"
              + " be determined");
    }
  }

  private void shell(String rest) {
    List<String> array = Words.json(rest);
    if (array == null) {
      throw failure("SHELL requires the arguments to be in JSON form");
    }
    if (array.isEmpty()) {
      throw failure("SHELL requires at least one argument");
    }
  }

  private void trigger(String rest) {
    String first = rest.split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
    switch (first) {
      case "ONBUILD" -> throw failure("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
      case "FROM", "MAINTAINER" -> throw failure(first + " isn't allowed as an ONBUILD trigger");
      default -> {}
    }
  }

  private void healthcheck(String rest) {
    String[] parts = rest.split("\\s+", 2);
    switch (parts[0].toUpperCase(Locale.ROOT)) {
      case "NONE" -> {
        if (parts.length > 1 || !instruction.flags().isEmpty()) {
          throw failure("HEALTHCHECK NONE takes no arguments");
        }
      }
      case "CMD" -> {
        if (parts.length == 1) {
          throw failure("Missing command after HEALTHCHECK CMD");
        }
      }
      default -> throw failure("Unknown type \"" + parts[0] + "\" in HEALTHCHECK (try CMD)");
    }
  }
}
