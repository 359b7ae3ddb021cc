package havre.cli;

import static havre.cli.command.Context.PROGRAM;

import havre.cli.command.Command;
import havre.cli.command.Output;
import havre.cli.flag.Flag;
import havre.cli.flag.FlagSet;
import java.util.List;

/// Writes help: usage, aliases, options.
final class HelpText {
  private static final int WIDTH = 80;
  private static final int NARROW = 24;
  private static final int SLACK = 5;

  private final Output out;
  private final int width;

  HelpText(Output out, int columns) {
    this.out = out;
    this.width = columns > 0 ? columns : WIDTH;
  }

  void top(FlagSet global) {
    out.line("Usage:  " + PROGRAM + " [OPTIONS] COMMAND");
    out.line("\nRuns and keeps containers");
    section("Common Commands", "", Commands.COMMON);
    out.line("\nManagement Commands:");
    for (String group : Commands.GROUPS) {
      row(group, Commands.groupSummary(group));
    }
    section("Commands", "", Commands.OTHERS);
    out.line("\nGlobal Options:");
    options(global);
    out.line("\nRun '" + PROGRAM + " COMMAND --help' for more information on a command.");
  }

  void group(String group) {
    out.line("Usage:  " + PROGRAM + " " + group + " COMMAND");
    out.line("\n" + Commands.groupSummary(group));
    section("Commands", group + " ", Commands.of(group));
    out.line(
        "\nRun '" + PROGRAM + " " + group + " COMMAND --help' for more information on a command.");
  }

  private void section(String title, String prefix, List<String> names) {
    out.line("\n" + title + ":");
    for (String name : names) {
      Command command = Commands.create(prefix + name);
      if (command != null) {
        row(name, command.summary());
      }
    }
  }

  private void row(String name, String summary) {
    out.line("  " + name + " ".repeat(Math.max(1, 12 - name.length())) + summary);
  }

  void command(String path, Command command) {
    String usage = (path + " " + command.usage()).strip();
    out.line("Usage:  " + PROGRAM + " " + usage);
    out.line("\n" + command.description());
    if (command.paths().size() > 1) {
      out.line("\nAliases:");
      out.line("  " + PROGRAM + " " + String.join(", " + PROGRAM + " ", command.paths()));
    }
    if (!command.flags().shown().isEmpty()) {
      out.line("\nOptions:");
      options(command.flags());
    }
  }

  private void options(FlagSet flags) {
    List<Flag> shown = flags.shown();
    int widest = 0;
    for (Flag flag : shown) {
      widest = Math.max(widest, head(flag).length());
    }
    for (Flag flag : shown) {
      String head = head(flag);
      String text = head + " ".repeat(widest - head.length() + 3);
      out.line(text + wrap(described(flag), widest + 3));
    }
  }

  private static String head(Flag flag) {
    String type = flag.value().type();
    String name =
        (flag.shorthand() == Flag.NONE ? "      --" : "  -" + flag.shorthand() + ", --")
            + flag.name();
    return type.isEmpty() ? name : name + " " + type;
  }

  private static String described(Flag flag) {
    String value = flag.value().defaultText();
    return value.isEmpty() ? flag.usage() : flag.usage() + " (default " + value + ")";
  }

  /// Breaks lines where Docker's help does: what would leave less than five letters for the next
  /// line stays.
  private String wrap(String text, int indent) {
    int left = indent;
    int room = width - 1 - left;
    var wrapped = new StringBuilder();
    if (room < NARROW) {
      left = 16;
      room = width - 1 - left;
      wrapped.append('\n').append(" ".repeat(left));
    }
    String margin = "\n" + " ".repeat(left);
    if (room < NARROW) {
      return text.replace("\n", margin);
    }
    String rest = text;
    boolean first = true;
    while (first || !rest.isEmpty()) {
      int end = lineEnd(rest, room - SLACK);
      wrapped.append(first ? "" : margin).append(rest.substring(0, end).replace("\n", margin));
      rest = end == rest.length() ? "" : rest.substring(end + 1);
      first = false;
    }
    return wrapped.toString();
  }

  private static int lineEnd(String text, int room) {
    if (room + SLACK > text.length()) {
      return text.length();
    }
    int newline = text.lastIndexOf('\n', room - 1);
    int space = Math.max(newline, text.lastIndexOf(' ', room - 1));
    if (space <= 0) {
      return text.length();
    }
    return newline > 0 && newline < space ? newline : space;
  }
}
