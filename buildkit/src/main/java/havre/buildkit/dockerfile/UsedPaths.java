package havre.buildkit.dockerfile;

import havre.build.dockerfile.Dockerfile;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The paths of the context that a Dockerfile uses, so that a client sends no others.
///
/// @param all whether everything may be used
/// @param paths those that are used, where not all are
record UsedPaths(boolean all, List<String> paths) {
  private static final UsedPaths ALL = new UsedPaths(true, List.of());

  boolean none() {
    return !all && paths.isEmpty();
  }

  static UsedPaths of(Dockerfile file) {
    var paths = new TreeSet<String>();
    for (Instruction instruction : file.instructions()) {
      Optional<List<String>> used = used(instruction, file.escape());
      if (used.isEmpty()) {
        return ALL;
      }
      paths.addAll(used.get());
    }
    return new UsedPaths(false, List.copyOf(paths));
  }

  /// Empty where it cannot be told.
  private static Optional<List<String>> used(Instruction instruction, char escape) {
    return switch (instruction.keyword()) {
      case "COPY", "ADD" -> copied(instruction, escape);
      case "RUN" -> mounted(instruction);
      default -> Optional.of(List.of());
    };
  }

  private static Optional<List<String>> copied(Instruction instruction, char escape) {
    if (instruction.flags().stream().anyMatch(flag -> flag.name().equals("from"))) {
      return Optional.of(List.of());
    }
    List<String> words = Words.json(instruction.rest());
    if (words == null) {
      words = Words.quoted(instruction.rest(), escape);
    }
    var sources = new ArrayList<String>();
    for (String word : words.subList(0, Math.max(0, words.size() - 1))) {
      if (word.startsWith("<<") || word.contains("://")) {
        continue;
      }
      String path = word.replaceFirst("^(\\./|/)+", "");
      if (word.indexOf('$') >= 0 || path.isEmpty() || path.equals(".") || path.contains("..")) {
        return Optional.empty();
      }
      sources.add(path);
    }
    return Optional.of(sources);
  }

  private static Optional<List<String>> mounted(Instruction instruction) {
    for (Instruction.Flag flag : instruction.flags()) {
      if (flag.name().equals("mount")) {
        Map<String, String> options = options(flag.value());
        boolean bind = options.getOrDefault("type", "bind").equals("bind");
        if (bind && !options.containsKey("from")) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(List.of());
  }

  private static Map<String, String> options(String text) {
    var options = new java.util.HashMap<String, String>();
    for (String part : text.split(",")) {
      int equals = part.indexOf('=');
      options.put(
          equals < 0 ? part : part.substring(0, equals),
          equals < 0 ? "" : part.substring(equals + 1));
    }
    return options;
  }
}
