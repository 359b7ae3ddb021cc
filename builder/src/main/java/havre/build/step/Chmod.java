package havre.build.step;

import havre.common.HavreException;
import havre.store.diff.ModeChange;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A mode as chmod(1) takes it: `644`, `u=rwX,go-w`.
final class Chmod {
  private static final Pattern CLAUSE = Pattern.compile("([ugoa]*)((?:[-+=](?:[ugo]|[rwxXst]*))+)");
  private static final Pattern ACTION = Pattern.compile("([-+=])([ugo]|[rwxXst]*)");
  private static final int ALL = 0777;

  private Chmod() {}

  /// Whom a clause is about, and what it does.
  private record Action(String who, char operator, String permissions) {}

  /// @throws HavreException INVALID for what is no mode
  static ModeChange parse(String text) {
    if (text.matches("[0-7]{1,4}")) {
      return ModeChange.to(Integer.parseInt(text, 8));
    }
    var actions = new ArrayList<Action>();
    for (String clause : text.split(",", -1)) {
      Matcher matcher = CLAUSE.matcher(clause);
      if (!matcher.matches()) {
        throw HavreException.invalid(
            "invalid chmod parameter: '"
                + text
                + "'. it should be octal string and between 0 and 07777");
      }
      String who = matcher.group(1).isEmpty() ? "a" : matcher.group(1);
      Matcher action = ACTION.matcher(matcher.group(2));
      while (action.find()) {
        actions.add(new Action(who, action.group(1).charAt(0), action.group(2)));
      }
    }
    return symbolic(actions);
  }

  private static ModeChange symbolic(List<Action> actions) {
    return (mode, directory) -> {
      int result = mode;
      for (Action action : actions) {
        result = applied(action, result, directory);
      }
      return result;
    };
  }

  private static int applied(Action action, int mode, boolean directory) {
    int who = classes(action.who());
    int bits = bits(action, mode, directory) & (who | special(action));
    return switch (action.operator()) {
      case '+' -> mode | bits;
      case '-' -> mode & ~bits;
      default -> mode & ~(who & ALL) | bits;
    };
  }

  private static int classes(String who) {
    int mask = 0;
    for (char c : who.toCharArray()) {
      mask |=
          switch (c) {
            case 'u' -> 0700;
            case 'g' -> 0070;
            case 'o' -> 0007;
            default -> ALL;
          };
    }
    return mask;
  }

  /// The bits beyond the nine that the clause is about.
  private static int special(Action action) {
    boolean all = action.who().contains("a");
    int mask = 0;
    if (action.permissions().contains("s")) {
      mask |= all || action.who().contains("u") ? 04000 : 0;
      mask |= all || action.who().contains("g") ? 02000 : 0;
    }
    if (action.permissions().contains("t")) {
      mask |= 01000;
    }
    return mask;
  }

  private static int bits(Action action, int mode, boolean directory) {
    int bits = 0;
    for (char c : action.permissions().toCharArray()) {
      bits |=
          switch (c) {
            case 'r' -> 0444;
            case 'w' -> 0222;
            case 'x' -> 0111;
            case 'X' -> directory || (mode & 0111) != 0 ? 0111 : 0;
            case 's' -> 06000;
            case 't' -> 01000;
            case 'u' -> copied(mode >> 6);
            case 'g' -> copied(mode >> 3);
            default -> copied(mode);
          };
    }
    return bits;
  }

  /// The bits of one class for all three.
  private static int copied(int bits) {
    int one = bits & 7;
    return one << 6 | one << 3 | one;
  }
}
