package havre.build.dockerfile;

import java.util.List;

/// One instruction as it was written, its lines joined.
///
/// @param keyword in capitals
/// @param flags such as `--from=build`, in order
/// @param rest what follows the flags, blanks around it removed
/// @param line its first, from 1
/// @param lastLine that belongs to it, with its heredocs
public record Instruction(
    String keyword, List<Flag> flags, String rest, List<Heredoc> heredocs, int line, int lastLine) {
  public Instruction {
    flags = List.copyOf(flags);
    heredocs = List.copyOf(heredocs);
  }

  /// @param value empty for a flag without one
  public record Flag(String name, String value) {
    @Override
    public String toString() {
      return value.isEmpty() ? "--" + name : "--" + name + "=" + value;
    }
  }

  /// As it is shown beside a step's number.
  public String text() {
    var text = new StringBuilder(keyword);
    flags.forEach(flag -> text.append(' ').append(flag));
    return rest.isEmpty() ? text.toString() : text.append(' ').append(rest).toString();
  }
}
