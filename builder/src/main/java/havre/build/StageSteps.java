package havre.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.build.dockerfile.Instruction;
import havre.build.step.BuildStep;
import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.reference.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The steps of one stage as they are shown: those that change files, with their number. Used by
/// one thread.
final class StageSteps {
  private static final Set<String> SHOWN = Set.of("RUN", "COPY", "ADD", "WORKDIR");

  private final Stage stage;
  private final List<Stage> stages;
  private final int total;
  private int number;
  private @Nullable Digest last;

  StageSteps(Stage stage, List<Stage> stages) {
    this.stage = stage;
    this.stages = stages;
    Stage parent = Stage.find(stages, stage.base(), stage.index());
    boolean pulled = parent == null && !stage.base().equals("scratch");
    long changing = stage.instructions().stream().filter(StageSteps::isShown).count();
    total = (int) changing + (pulled ? 1 : 0);
    last = parent == null ? null : lastOf(parent);
  }

  private static boolean isShown(Instruction instruction) {
    return SHOWN.contains(instruction.keyword());
  }

  /// The step that finds the stage's image.
  ///
  /// @param name of the image
  BuildStep base(String name) {
    return step("FROM " + wholeName(name), stage.from(), List.of());
  }

  /// The search for the stage's image, which goes before [#base].
  ///
  /// @param name of the image
  BuildStep metadata(String name) {
    Digest digest = Digest.sha256(("metadata\0" + stage.index() + "\0" + name).getBytes(UTF_8));
    return new BuildStep(
        digest,
        "[internal] load metadata for " + wholeName(name),
        List.of(),
        stage.from().line(),
        stage.from().lastLine());
  }

  /// With registry and tag.
  static String wholeName(String name) {
    try {
      return ImageReference.parse(name).withDefaultTag().toString();
    } catch (HavreException _) {
      return name; // finding it tells what is wrong
    }
  }

  /// The step of the stage's next instruction; empty where it changes no files.
  ///
  /// @param shown its text as it is shown
  Optional<BuildStep> next(Instruction instruction, String shown) {
    if (!isShown(instruction)) {
      return Optional.empty();
    }
    var inputs = new ArrayList<Digest>();
    if (last != null) {
      inputs.add(last);
    }
    for (Instruction.Flag flag : instruction.flags()) {
      Stage from =
          flag.name().equals("from") ? Stage.find(stages, flag.value(), stage.index()) : null;
      if (from != null) {
        inputs.add(lastOf(from));
      }
    }
    return Optional.of(step(shown, instruction, inputs));
  }

  private BuildStep step(String text, Instruction instruction, List<Digest> inputs) {
    number++;
    int width = Integer.toString(total).length();
    String place = ("%" + width + "d/%d").formatted(number, total);
    String of = label();
    String name = "[" + (of.isEmpty() ? place : of + " " + place) + "] " + text;
    Digest digest = digest(stage, instruction);
    last = digest;
    return new BuildStep(digest, name, inputs, instruction.line(), instruction.lastLine());
  }

  private String label() {
    if (!stage.name().isEmpty()) {
      return stage.name();
    }
    return stages.size() > 1 ? "stage-" + stage.index() : "";
  }

  private static Digest lastOf(Stage stage) {
    return stage.instructions().reversed().stream()
        .filter(StageSteps::isShown)
        .findFirst()
        .map(instruction -> digest(stage, instruction))
        .orElseGet(() -> digest(stage, stage.from()));
  }

  private static Digest digest(Stage stage, Instruction instruction) {
    String text = stage.index() + "\0" + instruction.line() + "\0" + instruction.text();
    return Digest.sha256(text.getBytes(UTF_8));
  }
}
