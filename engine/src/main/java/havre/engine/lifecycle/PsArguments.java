package havre.engine.lifecycle;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What arguments of `ps` ask to see: columns one by one (`-o`, `axo`, `-eopid,user`), or those of
/// the forms with `-f` and `u`. Which processes are meant doesn't count: they are the container's.
///
/// @param columns by `ps`'s names, in lower case
record PsArguments(List<String> columns) {
  private static final List<String> FULL =
      List.of("uid", "pid", "ppid", "c", "stime", "tty", "time", "cmd");
  private static final List<String> USER =
      List.of(
          "user", "pid", "%cpu", "%mem", "vsz", "rss", "tty", "stat", "start", "btime", "command");
  private static final List<String> PLAIN = List.of("pid", "tty", "time", "cmd");
  private static final List<String> BSD = List.of("pid", "tty", "stat", "btime", "command");

  /// Letters of options, and a list of columns that may follow `o` at once.
  private static final Pattern OPTIONS = Pattern.compile("(-?)([aAefFuxw]*)(?:o(.*))?");

  PsArguments {
    columns = List.copyOf(columns);
  }

  static PsArguments parse(String arguments) {
    String text = arguments.strip();
    if (text.isEmpty()) {
      return new PsArguments(FULL);
    }
    var letters = new StringBuilder();
    var columns = new ArrayList<String>();
    boolean bsd = false;
    String[] words = text.split("\\s+");
    for (int i = 0; i < words.length; i++) {
      Matcher options = OPTIONS.matcher(words[i]);
      if (!options.matches()) {
        throw unsupported(text);
      }
      bsd |= options.group(1).isEmpty();
      letters.append(options.group(2));
      String list = options.group(3);
      if (list != null && list.isEmpty() && ++i < words.length) {
        list = words[i];
      }
      if (list != null) {
        addAll(list, columns);
      }
    }
    return new PsArguments(columns.isEmpty() ? form(letters.toString(), bsd) : columns);
  }

  /// Columns by commas; their widths don't matter.
  private static void addAll(String list, List<String> columns) {
    for (String column : list.split(",")) {
      columns.add(column.replaceFirst(":.*", "").toLowerCase(java.util.Locale.ROOT));
    }
  }

  private static List<String> form(String letters, boolean bsd) {
    if (letters.contains("u")) {
      return USER;
    }
    if (letters.equals("ef")) {
      return FULL;
    }
    if (bsd) {
      return BSD;
    }
    return letters.contains("f") || letters.contains("F") ? FULL : PLAIN;
  }

  private static HavreException unsupported(String arguments) {
    return new HavreException(
        ErrorKind.NOT_SUPPORTED,
        "ps arguments not supported: %s; use -ef, aux or -o COLUMN,...".formatted(arguments));
  }
}
