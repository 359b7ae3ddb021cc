package havre.build.lint;

import havre.build.dockerfile.Dockerfile;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Words;
import havre.oci.image.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks a Dockerfile without building it.
public final class Linter {
  private final Dockerfile file;
  private final Bases bases;
  private final Findings found;
  private final Globals globals;
  private final Map<String, StageLinter.Left> stages = new HashMap<>();

  /// What is known of the images that stages begin with.
  @FunctionalInterface
  public interface Bases {
    /// Nothing is known of images that would have to be pulled.
    Optional<Base> find(String name);
  }

  /// An image that a stage begins with.
  ///
  /// @param variables of its environment
  public record Base(Set<String> variables, Platform platform) {
    public Base {
      variables = Set.copyOf(variables);
    }
  }

  private Linter(
      Dockerfile file, Map<String, String> given, Platform target, Bases bases, Findings found) {
    this.file = file;
    this.bases = bases;
    this.found = found;
    this.globals = new Globals(file.escape(), given, target);
  }

  /// Checks all of a file.
  ///
  /// @param given the client's build arguments
  /// @param target the platform that is built for
  /// @throws havre.common.HavreException INVALID where the options mean nothing
  public static List<LintWarning> check(
      Dockerfile file, Map<String, String> given, Platform target, Bases bases) {
    var found = new Findings(options(file, given));
    new Linter(file, given, target, bases, found).run();
    return found.inOrder();
  }

  /// How a file asks to be checked, where its client says nothing else.
  public static LintOptions options(Dockerfile file, Map<String, String> given) {
    return LintOptions.parse(given.getOrDefault(LintOptions.ARGUMENT, file.check()));
  }

  private void run() {
    for (int line : file.emptyContinuations()) {
      found.add(LintRule.NO_EMPTY_CONTINUATION, line, line, "Empty continuation line");
    }
    casing();
    var from = new ArrayList<Integer>();
    List<Instruction> all = file.instructions();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).keyword().equals("FROM")) {
        from.add(i);
      } else if (from.isEmpty() && all.get(i).keyword().equals("ARG")) {
        globals.declare(all.get(i));
        new SecretNames(found).check(all.get(i));
      }
    }
    for (int i = 0; i < from.size(); i++) {
      int end = i + 1 < from.size() ? from.get(i + 1) : all.size();
      stage(i, all.subList(from.get(i), end));
    }
  }

  private void casing() {
    int lower = 0;
    int upper = 0;
    for (Instruction instruction : file.instructions()) {
      String written = written(instruction);
      lower += written.equals(written.toLowerCase(Locale.ROOT)) ? 1 : 0;
      upper += written.equals(written.toUpperCase(Locale.ROOT)) ? 1 : 0;
    }
    boolean mostlyLower = lower > upper;
    for (Instruction instruction : file.instructions()) {
      String written = written(instruction);
      String right =
          mostlyLower ? written.toLowerCase(Locale.ROOT) : written.toUpperCase(Locale.ROOT);
      if (!written.equals(right)) {
        found.add(
            LintRule.CONSISTENT_INSTRUCTION_CASING,
            instruction,
            "Command '%s' should match the case of the command majority (%s)"
                .formatted(written, mostlyLower ? "lowercase" : "uppercase"));
      }
    }
  }

  /// The keyword as it stands in the file.
  static String written(Instruction instruction) {
    return instruction.text().substring(0, instruction.keyword().length());
  }

  private void stage(int index, List<Instruction> instructions) {
    Instruction from = instructions.getFirst();
    List<String> words = Words.plain(from.rest());
    String name = words.size() == 3 ? words.get(2) : "";
    if (!name.isEmpty()) {
      name(from, words);
    }
    FromLinter first = new FromLinter(found, globals, from);
    String base = first.base(words.isEmpty() ? "" : words.getFirst());
    first.platform(name);
    StageLinter.Left before = stages.get(base.toLowerCase(Locale.ROOT));
    if (before == null) {
      Optional<Base> image = base.equals("scratch") ? Optional.empty() : bases.find(base);
      image.ifPresent(found -> first.checkPlatform(base, found.platform()));
      before =
          image
              .map(known -> StageLinter.Left.onImage(known.variables()))
              .orElseGet(() ->
                  base.equals("scratch")
                      ? StageLinter.Left.onImage(Set.of())
                      : StageLinter.Left.UNKNOWN);
    }
    var linter = new StageLinter(found, globals, before, file.escape());
    instructions.subList(1, instructions.size()).forEach(linter::check);
    stages.put(Integer.toString(index), linter.left());
    if (!name.isEmpty()) {
      stages.put(name.toLowerCase(Locale.ROOT), linter.left());
    }
  }

  private void name(Instruction from, List<String> words) {
    String name = words.get(2);
    String plain = name.toLowerCase(Locale.ROOT);
    if (!name.equals(plain)) {
      found.add(LintRule.STAGE_NAME_CASING, from, "Stage name '" + name + "' should be lowercase");
    }
    if (plain.equals("context") || plain.equals("scratch")) {
      found.add(
          LintRule.RESERVED_STAGE_NAME,
          from,
          "Stage name should not use the same name as reserved stage \"" + plain + "\"");
    }
    if (stages.containsKey(plain)) {
      found.add(
          LintRule.DUPLICATE_STAGE_NAME,
          from,
          "Duplicate stage name \"" + plain + "\", stage names should be unique");
    }
    String keyword = written(from);
    String as = words.get(1);
    boolean lower = keyword.equals("from") && !as.equals("as");
    boolean upper = keyword.equals("FROM") && !as.equals("AS");
    if (lower || upper) {
      found.add(
          LintRule.FROM_AS_CASING,
          from,
          "'" + as + "' and '" + keyword + "' keywords' casing do not match");
    }
  }
}
