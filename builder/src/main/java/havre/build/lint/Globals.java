package havre.build.lint;

import havre.build.BuildArguments;
import havre.build.dockerfile.Expansion;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Words;
import havre.common.HavreException;
import havre.oci.image.Platform;
import java.util.HashMap;
import java.util.Map;

/// The arguments from before the first stage.
final class Globals {
  private final char escape;
  private final Map<String, String> given;
  private final Platform target;
  private final Map<String, String> values;
  private final Map<String, String> defaults;

  Globals(char escape, Map<String, String> given, Platform target) {
    this.escape = escape;
    this.given = Map.copyOf(given);
    this.target = target;
    values = new HashMap<>(BuildArguments.platforms(target));
    defaults = new HashMap<>(values);
  }

  char escape() {
    return escape;
  }

  Platform target() {
    return target;
  }

  void declare(Instruction instruction) {
    for (String word : Words.quoted(instruction.rest(), escape)) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      String written = equals < 0 ? "" : word.substring(equals + 1);
      defaults.put(name, expanded(written, defaults));
      values.put(name, given.getOrDefault(name, expanded(written, values)));
    }
  }

  /// What each is in this build.
  Map<String, String> values() {
    return values;
  }

  /// What each is where no client says otherwise.
  Map<String, String> defaults() {
    return defaults;
  }

  /// As the builder will do it; what it will refuse stays as it is.
  String expanded(String text, Map<String, String> variables) {
    try {
      return Expansion.of(text, escape, variables);
    } catch (HavreException _) {
      return text;
    }
  }
}
