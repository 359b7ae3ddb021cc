package havre.build;

import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Words;
import havre.common.HavreException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A part of a Dockerfile from one `FROM` to the next.
///
/// @param name given by `AS`, or empty
/// @param instructions without the `FROM`
record Stage(int index, Instruction from, String name, List<Instruction> instructions) {

  /// The image or stage it begins with, variables not yet replaced.
  String base() {
    return Words.plain(from.rest()).getFirst();
  }

  boolean isNamed(String reference) {
    return name.equalsIgnoreCase(reference) && !name.isEmpty();
  }

  /// The stages of a file.
  ///
  /// @param before receives the `ARG`s before the first stage
  static List<Stage> of(List<Instruction> instructions, List<Instruction> before) {
    var stages = new ArrayList<Stage>();
    for (Instruction instruction : instructions) {
      if (instruction.keyword().equals("FROM")) {
        stages.add(begin(stages.size(), instruction));
      } else if (!stages.isEmpty()) {
        stages.getLast().instructions().add(instruction);
      } else if (instruction.keyword().equals("ARG")) {
        before.add(instruction);
      } else {
        throw HavreException.invalid("no build stage in current context");
      }
    }
    if (stages.isEmpty()) {
      throw HavreException.invalid("no build stage in current context");
    }
    return stages;
  }

  private static Stage begin(int index, Instruction from) {
    List<String> words = Words.plain(from.rest());
    boolean named = words.size() == 3 && words.get(1).equalsIgnoreCase("as");
    if (words.size() != 1 && !named) {
      throw DockerfileParser.failure(from.line(), "FROM requires either one or three arguments");
    }
    String name = named ? words.get(2).toLowerCase(java.util.Locale.ROOT) : "";
    if (named && !name.matches("[a-z][a-z0-9-_.]*")) {
      throw DockerfileParser.failure(
          from.line(),
          "invalid name for build stage: \""
              + words.get(2)
              + "\", name can't start with a number or contain symbols");
    }
    return new Stage(index, from, name, new ArrayList<>());
  }

  /// The stage that is wanted.
  ///
  /// @param name of it, or its number; empty for the last
  /// @throws HavreException INVALID when there is none
  static Stage target(List<Stage> all, String name) {
    Stage found = name.isEmpty() ? all.getLast() : find(all, name, all.size());
    if (found == null) {
      throw HavreException.invalid("target stage \"" + name + "\" could not be found");
    }
    return found;
  }

  /// The stages that the target needs, in their order.
  ///
  /// @param expand replaces variables in the names that stages begin with
  /// @param elsewhere tells names that mean no stage
  static List<Stage> needed(
      List<Stage> all, Stage target, UnaryOperator<String> expand, Predicate<String> elsewhere) {
    Set<Stage> needed = new LinkedHashSet<>();
    need(all, target, expand, elsewhere, needed);
    return all.stream().filter(needed::contains).toList();
  }

  private static void need(
      List<Stage> all,
      Stage stage,
      UnaryOperator<String> expand,
      Predicate<String> elsewhere,
      Set<Stage> needed) {
    if (!needed.add(stage)) {
      return;
    }
    String baseName = expand.apply(stage.base());
    Stage base = elsewhere.test(baseName) ? null : named(all, baseName, stage.index());
    if (base != null) {
      need(all, base, expand, elsewhere, needed);
    }
    for (Instruction instruction : stage.instructions()) {
      for (String name : instruction.sources()) {
        Stage used = elsewhere.test(name) ? null : find(all, name, stage.index());
        if (used != null) {
          need(all, used, expand, elsewhere, needed);
        }
      }
    }
  }

  /// The stage of that name before another, or null.
  static @Nullable Stage named(List<Stage> all, String name, int before) {
    return all.subList(0, before).reversed().stream()
        .filter(stage -> stage.isNamed(name))
        .findFirst()
        .orElse(null);
  }

  /// The stage of that name or number before another, or null.
  static @Nullable Stage find(List<Stage> all, String name, int before) {
    Stage named = named(all, name, before);
    if (named != null) {
      return named;
    }
    return all.subList(0, before).stream()
        .filter(stage -> name.equals(Integer.toString(stage.index())))
        .findFirst()
        .orElse(null);
  }
}
