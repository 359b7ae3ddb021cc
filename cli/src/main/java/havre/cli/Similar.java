package havre.cli;

import havre.cli.flag.Flag;
import havre.cli.flag.FlagSet;
import java.util.ArrayList;
import java.util.List;

/// Finds what somebody may have meant.
final class Similar {
  private static final int FAR = 2;

  private Similar() {}

  /// The known names that are at most two edits away, or begin with the word.
  static List<String> to(String word, List<String> known) {
    var similar = new ArrayList<String>();
    for (String name : known) {
      if (distance(word, name) <= Math.min(FAR, word.length() / 2)
          || (word.length() > 1 && name.startsWith(word))) {
        similar.add(name);
      }
    }
    return similar;
  }

  /// What to say after a parser's complaint about an option; empty when nothing comes close.
  static String flag(String complaint, FlagSet flags) {
    String unknown = "unknown flag: --";
    if (!complaint.startsWith(unknown)) {
      return "";
    }
    var names = new ArrayList<String>();
    for (Flag flag : flags.shown()) {
      names.add(flag.name());
    }
    List<String> similar = to(complaint.substring(unknown.length()), names);
    return similar.isEmpty() ? "" : "--" + similar.getFirst();
  }

  /// Edits from one word to the other: insert, delete, replace, swap neighbours.
  static int distance(String a, String b) {
    var rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          rows[i][j] = i + j;
          continue;
        }
        int replace = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        rows[i][j] = Math.min(replace, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
      }
    }
    return rows[a.length()][b.length()];
  }
}
