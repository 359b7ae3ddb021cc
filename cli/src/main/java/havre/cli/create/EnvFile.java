package havre.cli.create;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Files with a variable or label on each line, and variables as options give them.
public final class EnvFile {
  private EnvFile() {}

  /// The variables of files and options: a name alone takes its value from our own environment, or
  /// is dropped (in a file) or kept bare (as an option) when it has none there.
  public static List<String> environment(Context context, List<String> files, List<String> given) {
    var all = new ArrayList<String>();
    for (String file : files) {
      for (String line : lines(context, file)) {
        add(context, line, all, false);
      }
    }
    for (String variable : given) {
      add(context, variable, all, true);
    }
    return all;
  }

  /// The labels of files and options.
  static List<String> labels(Context context, List<String> files, List<String> given) {
    var all = new ArrayList<String>();
    for (String file : files) {
      all.addAll(lines(context, file));
    }
    all.addAll(given);
    return all;
  }

  private static void add(Context context, String variable, List<String> all, boolean keepBare) {
    if (variable.indexOf('=') >= 0) {
      all.add(variable);
      return;
    }
    String value = context.invocation().environment().get(variable);
    if (value != null) {
      all.add(variable + "=" + value);
    } else if (keepBare) {
      all.add(variable);
    }
  }

  private static List<String> lines(Context context, String name) {
    Path file = context.invocation().file(name);
    var lines = new ArrayList<String>();
    try {
      for (String line : Files.readAllLines(file)) {
        String text = line.stripLeading();
        if (!text.isEmpty() && !text.startsWith("#")) {
          lines.add(checked(name, text));
        }
      }
    } catch (NoSuchFileException e) {
      throw new CliException(125, "open " + name + ": no such file or directory");
    } catch (IOException e) {
      throw new CliException(125, "read " + name + ": " + CliException.text(e));
    }
    return lines;
  }

  private static String checked(String file, String line) {
    int equals = line.indexOf('=');
    String key = equals < 0 ? line : line.substring(0, equals);
    if (key.isEmpty()) {
      throw new CliException(
          125, "invalid env file (" + file + "): no variable name on line '" + line + "'");
    }
    if (key.indexOf(' ') >= 0 || key.indexOf('\t') >= 0) {
      if (equals >= 0 || !key.strip().equals(key)) {
        throw new CliException(
            125, "invalid env file (" + file + "): variable '" + key + "' contains whitespaces");
      }
    }
    return equals < 0 ? line.strip() : line;
  }
}
