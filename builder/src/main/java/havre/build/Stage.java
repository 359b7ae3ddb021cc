package havre.build;

import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Words;
import havre.common.HavreException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
        throw DockerfileParser.failure(instruction.line(), "no build stage in current context");
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

  /// The stages that the target needs, in their order.
  ///
  /// @throws HavreException INVALID when there is no such target
  static List<Stage> needed(List<Stage> all, String target) {
    Stage last = target.isEmpty() ? all.getLast() : find(all, target, all.size());
    if (last == null) {
      throw HavreException.invalid("failed to reach build target " + target + " in Dockerfile");
    }
    Set<Stage> needed = new LinkedHashSet<>();
    need(all, last, needed);
    return all.stream().filter(needed::contains).toList();
  }

  private static void need(List<Stage> all, Stage stage, Set<Stage> needed) {
    if (!needed.add(stage)) {
      return;
    }
    var names = new ArrayList<String>();
    names.add(stage.base());
    for (Instruction instruction : stage.instructions()) {
      for (Instruction.Flag flag : instruction.flags()) {
        if (flag.name().equals("from")) {
          names.add(flag.value());
        }
      }
    }
    for (String name : names) {
      Stage used = find(all, name, stage.index());
      if (used != null) {
        need(all, used, needed);
      }
    }
  }

  /// The stage of that name or number before another, or null.
  static @org.jspecify.annotations.Nullable Stage find(List<Stage> all, String name, int before) {
    for (Stage stage : all.subList(0, before).reversed()) {
      if (stage.isNamed(name) || name.equals(Integer.toString(stage.index()))) {
        return stage;
      }
    }
    return null;
  }
}
