package havre.cli;

import static havre.cli.command.Context.PROGRAM;

import havre.cli.command.Command;
import havre.cli.command.Output;
import havre.cli.flag.Flag;
import havre.cli.flag.FlagSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes help: usage, aliases, options, and the longer text that some commands have as a resource.
final class HelpText {
  private static final int WIDTH = 80;
  private static final int NARROW = 24;

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
    out.line("Usage:  " + PROGRAM + " " + usage.replace("\n", "\n\t" + PROGRAM + " " + path + " "));
    out.line("\n" + command.summary());
    String more = resource(command.paths().getLast());
    if (!more.isEmpty()) {
      out.print("\n" + more);
    }
    if (command.paths().size() > 1) {
      out.line("\nAliases:");
      out.line("  " + PROGRAM + " " + String.join(", " + PROGRAM + " ", command.paths()));
    }
    if (!command.flags().shown().isEmpty()) {
      out.line("\nOptions:");
      options(command.flags());
    }
  }

  private static String resource(String path) {
    try (InputStream in =
        HelpText.class.getResourceAsStream("help/" + path.replace(' ', '-') + ".txt")) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

  private String wrap(String text, int indent) {
    int room = Math.max(NARROW, width - indent - 4);
    var wrapped = new StringBuilder();
    for (String paragraph : text.split("\n", -1)) {
      int column = 0;
      if (!wrapped.isEmpty()) {
        wrapped.append('\n').append(" ".repeat(indent));
      }
      for (String word : paragraph.split(" ", -1)) {
        if (column > 0 && column + 1 + word.length() > room) {
          wrapped.append('\n').append(" ".repeat(indent));
          column = 0;
        } else if (column > 0) {
          wrapped.append(' ');
          column++;
        }
        wrapped.append(word);
        column += word.length();
      }
    }
    return wrapped.toString();
  }
}
