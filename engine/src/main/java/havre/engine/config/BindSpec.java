package havre.engine.config;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.container.MountRequest;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One `-v` of a request: `[source:]destination[:options]`.
///
/// @param request what it comes to
/// @param mode the options as they were written
public record BindSpec(MountRequest request, String mode) {
  private static final Set<String> ACCESS = Set.of("ro", "rw");
  private static final Set<String> LABELS = Set.of("z", "Z");
  private static final Set<String> CONSISTENCIES = Set.of("consistent", "cached", "delegated");
  private static final String NO_COPY = "nocopy";
  private static final int MOST_PARTS = 4;

  /// @param volumeDriver the driver of volumes that are made for it, or empty
  public static BindSpec parse(String text, String volumeDriver) {
    List<String> parts = List.of(text.split(":", MOST_PARTS));
    boolean optionsAtTarget = parts.size() == 2 && isMode(parts.get(1));
    if (parts.getFirst().isEmpty() || parts.size() == MOST_PARTS || optionsAtTarget) {
      throw internal(specification(text));
    }
    String source = parts.size() == 1 ? "" : parts.getFirst();
    String target = parts.size() == 1 ? parts.getFirst() : parts.get(1);
    String mode = parts.size() == 3 ? parts.get(2) : "";
    if (!isMode(mode)) {
      throw internal("invalid mode: " + mode);
    }
    MountRequest request = request(source, target, List.of(mode.split(",")), volumeDriver);
    try {
      MountRules.check(request);
    } catch (HavreException e) {
      throw internal(specification(text) + ": " + e.getMessage());
    }
    return new BindSpec(request, mode);
  }

  private static MountRequest request(
      String source, String target, List<String> words, String volumeDriver) {
    boolean bind = source.startsWith("/");
    String propagation =
        words.stream().filter(MountRules.PROPAGATIONS::contains).findFirst().orElse("");
    boolean noCopy = words.contains(NO_COPY);
    boolean driven = !bind && !volumeDriver.isEmpty();
    return new MountRequest(
        bind ? MountRules.BIND : MountRules.VOLUME,
        source,
        target,
        words.contains("ro"),
        "",
        propagation.isEmpty()
            ? null
            : new MountRequest.BindOptions(propagation, false, false, false, false),
        noCopy || driven
            ? new MountRequest.VolumeOptions(
                noCopy, Map.of(), driven ? volumeDriver : "", Map.of(), "")
            : null,
        null,
        null);
  }

  /// Whether it is a list of options, of each kind at most one.
  static boolean isMode(String mode) {
    var kinds = new HashSet<Set<String>>();
    for (String word : mode.isEmpty() ? new String[0] : mode.split(",", -1)) {
      Set<String> kind =
          List.of(ACCESS, LABELS, MountRules.PROPAGATIONS, Set.of(NO_COPY), CONSISTENCIES).stream()
              .filter(words -> words.contains(word))
              .findFirst()
              .orElse(Set.of());
      if (kind.isEmpty() || !kinds.add(kind)) {
        return false;
      }
    }
    return true;
  }

  /// The mode of a `--volumes-from`, which may name no propagation and no copying.
  public static boolean isModeOfVolumesFrom(String mode) {
    return isMode(mode)
        && List.of(mode.split(",")).stream()
            .noneMatch(word -> word.equals(NO_COPY) || MountRules.PROPAGATIONS.contains(word));
  }

  /// The path without `.`, `..` and double slashes.
  public static String clean(String path) {
    return Path.of("/").resolve(path).normalize().toString();
  }

  /// The place of a `--tmpfs`.
  static void requireTmpfsTarget(String destination) {
    if (!destination.startsWith("/")) {
      throw HavreException.invalid(
          "invalid mount path: '%s' mount path must be absolute".formatted(destination));
    }
    if (clean(destination).equals("/")) {
      throw HavreException.invalid("invalid specification: destination can't be '/'");
    }
  }

  private static String specification(String text) {
    return "invalid volume specification: '" + text + "'";
  }

  private static HavreException internal(String message) {
    return new HavreException(ErrorKind.INTERNAL, message);
  }
}
