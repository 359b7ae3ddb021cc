package havre.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One instruction as it was written, its lines joined.
///
/// @param keyword in capitals
/// @param flags such as `--from=build`, in order
/// @param rest what follows the flags, blanks around it removed
/// @param line its first, from 1
/// @param lastLine that belongs to it, with its heredocs
/// @param text the whole of it as it was written, its lines joined
public record Instruction(
    String keyword,
    List<Flag> flags,
    String rest,
    List<Heredoc> heredocs,
    int line,
    int lastLine,
    String text) {
  public Instruction {
    flags = List.copyOf(flags);
    heredocs = List.copyOf(heredocs);
  }

  /// @param given its value, null for a flag without one
  public record Flag(String name, @Nullable String given) {
    /// The value, empty where there is none.
    public String value() {
      return given == null ? "" : given;
    }

    boolean hasValue() {
      return given != null;
    }

    /// Whether a flag that is either set or not is set.
    ///
    /// @throws DockerfileException when its value is neither `true` nor `false`
    public boolean isSet(int line) {
      return switch (value().toLowerCase(Locale.ROOT)) {
        case "", "true" -> true;
        case "false" -> false;
        default ->
            throw new DockerfileException(
                line, "expecting boolean value for flag " + name + ", not: " + value());
      };
    }

    @Override
    public String toString() {
      return given == null ? "--" + name : "--" + name + "=" + given;
    }
  }

  /// The last value of a flag, or empty.
  public Optional<String> flag(String flag) {
    return flags.stream()
        .filter(one -> one.name().equals(flag))
        .map(Flag::value)
        .reduce((first, last) -> last);
  }

  /// The stages and images whose files it uses.
  public List<String> sources() {
    var names = new ArrayList<String>(all("from"));
    for (String mount : all("mount")) {
      for (String option : mount.split(",")) {
        if (option.startsWith("from=")) {
          names.add(option.substring("from=".length()));
        }
      }
    }
    return names;
  }

  /// All values of a flag that may be repeated.
  public List<String> all(String flag) {
    return flags.stream().filter(one -> one.name().equals(flag)).map(Flag::value).toList();
  }

  /// Whether a flag that is either set or not is set.
  public boolean isSet(String flag) {
    return flags.stream().anyMatch(one -> one.name().equals(flag) && one.isSet(line));
  }
}
