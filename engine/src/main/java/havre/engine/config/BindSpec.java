package havre.engine.config;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One `-v` of a request: `source:destination[:options]`.
///
/// @param source an absolute path of the host, or a volume's name
/// @param propagation empty for the default
public record BindSpec(
    String source,
    String destination,
    String mode,
    boolean writable,
    boolean copyUp,
    String propagation) {
  private static final Set<String> PROPAGATIONS =
      Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave");
  private static final Set<String> LABELS = Set.of("z", "Z");
  private static final Set<String> CONSISTENCIES = Set.of("consistent", "cached", "delegated");
  private static final String VOLUME_NAME = "[a-zA-Z0-9][a-zA-Z0-9_.-]*";

  public static BindSpec parse(String text) {
    List<String> parts = List.of(text.split(":", -1));
    if (parts.size() < 2 || parts.size() > 3 || parts.stream().anyMatch(String::isEmpty)) {
      throw internal("invalid volume specification: '" + text + "'");
    }
    String source = parts.get(0);
    String destination = parts.get(1);
    String mode = parts.size() == 3 ? parts.get(2) : "";
    boolean bind = source.startsWith("/");
    if (!destination.startsWith("/")) {
      throw internal(
          "invalid volume specification: '%s': invalid mount config for type \"%s\": invalid mount path: '%s' mount path must be absolute"
              .formatted(text, bind ? "bind" : "volume", destination));
    }
    destination = clean(destination);
    if (destination.equals("/")) {
      throw internal(
          "invalid volume specification: '%s': invalid mount config for type \"%s\": invalid specification: destination can't be '/'"
              .formatted(text, bind ? "bind" : "volume"));
    }
    if (!bind && (!source.matches(VOLUME_NAME) || source.length() < 2)) {
      throw internal(
          "create %s: \"%s\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path"
              .formatted(source, source));
    }
    return options(bind ? clean(source) : source, destination, mode, bind);
  }

  private static BindSpec options(String source, String destination, String mode, boolean bind) {
    boolean writable = true;
    boolean copyUp = !bind;
    String propagation = "";
    var kinds = new HashSet<String>();
    for (String option : mode.isEmpty() ? new String[0] : mode.split(",", -1)) {
      String kind;
      if (option.equals("ro") || option.equals("rw")) {
        kind = "rw";
        writable = option.equals("rw");
      } else if (bind && PROPAGATIONS.contains(option)) {
        kind = "propagation";
        propagation = option;
      } else if (LABELS.contains(option)) {
        kind = "label";
      } else if (CONSISTENCIES.contains(option)) {
        kind = "consistency";
      } else if (!bind && option.equals("nocopy")) {
        kind = "copy";
        copyUp = false;
      } else {
        throw internal("invalid mode: " + mode);
      }
      if (!kinds.add(kind)) {
        throw internal("invalid mode: " + mode);
      }
    }
    return new BindSpec(source, destination, mode, writable, copyUp, propagation);
  }

  /// Whether the source is a path of the host.
  public boolean bind() {
    return source.startsWith("/");
  }

  /// The path without `.`, `..` and double slashes.
  public static String clean(String path) {
    return Path.of("/").resolve(path).normalize().toString();
  }

  static void requireAbsolute(String destination) {
    if (!destination.startsWith("/")) {
      throw HavreException.invalid(
          "invalid mount path: '%s' mount path must be absolute".formatted(destination));
    }
  }

  private static HavreException internal(String message) {
    return new HavreException(ErrorKind.INTERNAL, message);
  }
}
