package havre.build.lint;

import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Pairs;
import havre.build.dockerfile.Suggestion;
import havre.build.dockerfile.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Checks the instructions of one stage, in their order.
final class StageLinter {
  /// Variables of every build that need no declaration.
  private static final Set<String> PROXIES =
      Set.of(
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "FTP_PROXY",
          "NO_PROXY",
          "ALL_PROXY",
          "http_proxy",
          "https_proxy",
          "ftp_proxy",
          "no_proxy",
          "all_proxy");

  private final Findings found;
  private final Globals globals;
  private final char escape;
  private final Set<String> variables = new HashSet<>(PROXIES);
  private final boolean known;
  private final Map<String, Instruction> single = new HashMap<>();
  private boolean workdir;
  private boolean shell;

  /// What a stage hands on to those that build on it.
  ///
  /// @param variables of its environment
  /// @param known whether these are all
  /// @param workdir whether it has said where it works
  record Left(Set<String> variables, boolean known, boolean workdir, boolean shell) {
    static final Left UNKNOWN = new Left(Set.of(), false, false, false);

    static Left onImage(Set<String> variables) {
      return new Left(variables, true, false, false);
    }
  }

  private final Set<String> environment;

  StageLinter(Findings found, Globals globals, Left before, char escape) {
    this.found = found;
    this.globals = globals;
    this.escape = escape;
    environment = new HashSet<>(before.variables());
    environment.add("PATH");
    known = before.known();
    workdir = before.workdir();
    shell = before.shell();
  }

  Left left() {
    return new Left(Set.copyOf(environment), known, workdir, shell);
  }

  void check(Instruction instruction) {
    switch (instruction.keyword()) {
      case "ARG" -> {
        variables(instruction, instruction.rest());
        new SecretNames(found).check(instruction);
        Words.quoted(instruction.rest(), escape)
            .forEach(word -> variables.add(word.split("=", 2)[0]));
      }
      case "ENV" -> {
        pairs(instruction);
        new SecretNames(found).check(instruction);
        Pairs.read(instruction, escape).forEach(pair -> environment.add(pair.name()));
      }
      case "LABEL" -> pairs(instruction);
      case "ADD", "COPY", "USER", "VOLUME", "STOPSIGNAL" ->
          variables(instruction, instruction.rest());
      case "WORKDIR" -> {
        variables(instruction, instruction.rest());
        workdir(instruction);
      }
      case "EXPOSE" -> expose(instruction);
      case "MAINTAINER" ->
          found.add(
              LintRule.MAINTAINER_DEPRECATED,
              instruction,
              "Maintainer instruction is deprecated in favor of using label");
      case "SHELL" -> shell = true;
      case "CMD", "ENTRYPOINT", "HEALTHCHECK" -> once(instruction);
      default -> {}
    }
    for (Instruction.Flag flag : instruction.flags()) {
      variables(instruction, flag.value());
    }
  }

  private void once(Instruction instruction) {
    Instruction earlier = single.put(instruction.keyword(), instruction);
    if (earlier != null) {
      found.add(
          LintRule.MULTIPLE_INSTRUCTIONS_DISALLOWED,
          earlier,
          "Multiple %s instructions should not be used in the same stage because only the last one"
                  .formatted(instruction.keyword())
              + " will be used");
    }
    boolean command = !instruction.keyword().equals("HEALTHCHECK");
    if (command && !shell && Words.json(instruction.rest()) == null) {
      found.add(
          LintRule.JSON_ARGS_RECOMMENDED,
          instruction,
          "JSON arguments recommended for %s to prevent unintended behavior related to OS signals"
              .formatted(instruction.keyword()));
    }
  }

  private void pairs(Instruction instruction) {
    variables(instruction, instruction.rest());
    if (Words.quoted(instruction.rest(), escape).getFirst().indexOf('=') < 0) {
      found.add(
          LintRule.LEGACY_KEY_VALUE_FORMAT,
          instruction,
          "\"%1$s key=value\" should be used instead of legacy \"%1$s key value\" format"
              .formatted(instruction.keyword()));
    }
  }

  private void variables(Instruction instruction, String text) {
    if (!known) {
      return; // the image may well define them
    }
    for (String name : VariableUses.in(text, escape)) {
      if (!variables.contains(name) && !environment.contains(name)) {
        var options = new ArrayList<>(variables);
        options.addAll(environment);
        String meant = Suggestion.of(name, options).replace("did you mean ", "did you mean $");
        found.add(
            LintRule.UNDEFINED_VAR,
            instruction,
            "Usage of undefined variable '$" + name + "'" + meant);
      }
    }
  }

  private void workdir(Instruction instruction) {
    String path = globals.expanded(instruction.rest(), Map.of());
    boolean absolute = path.startsWith("/") || instruction.rest().startsWith("$");
    if (!absolute && !workdir) {
      found.add(
          LintRule.WORKDIR_RELATIVE_PATH,
          instruction,
          "Relative workdir \"%s\" can have unexpected results if the base image changes"
              .formatted(path));
    }
    workdir = true;
  }

  private void expose(Instruction instruction) {
    variables(instruction, instruction.rest());
    List<String> ports = Words.plain(instruction.rest());
    for (String port : ports) {
      int slash = port.indexOf('/');
      String protocol = slash < 0 ? "" : port.substring(slash + 1);
      if (!protocol.equals(protocol.toLowerCase(Locale.ROOT)) && protocol.indexOf('$') < 0) {
        found.add(
            LintRule.EXPOSE_PROTO_CASING,
            instruction,
            "Defined protocol '" + port + "' in EXPOSE instruction should be lowercase");
      }
      if (port.indexOf('$') < 0 && port.indexOf(':') >= 0) {
        found.add(
            LintRule.EXPOSE_INVALID_FORMAT,
            instruction,
            "EXPOSE instruction should not define an IP address or host-port mapping, found '"
                + port
                + "'");
      }
    }
  }
}
