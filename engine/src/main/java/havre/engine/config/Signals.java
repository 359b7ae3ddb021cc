package havre.engine.config;

import havre.common.HavreException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Signals by the names Docker accepts, with or without `SIG`.
public final class Signals {
  public static final int KILL = 9;
  public static final int TERM = 15;
  private static final int RTMIN = 34;
  private static final int RTMAX = 64;
  private static final Map<String, Integer> BY_NAME = names();

  private Signals() {}

  /// Reads a name or a number.
  public static int parse(String text) {
    if (!text.isEmpty() && text.chars().allMatch(Character::isDigit)) {
      int number = text.length() > 3 ? 0 : Integer.parseInt(text);
      if (number == 0) {
        throw HavreException.invalid("invalid signal: " + text);
      }
      return number;
    }
    String upper = text.toUpperCase(Locale.ROOT);
    Integer number = BY_NAME.get(upper.startsWith("SIG") ? upper.substring(3) : upper);
    if (number == null) {
      throw HavreException.invalid("invalid signal: " + text);
    }
    return number;
  }

  /// Reads a name or a number that this kernel knows.
  public static int parseKnown(String text) {
    int number = parse(text);
    if (!BY_NAME.containsValue(number)) {
      throw HavreException.invalid("the linux daemon does not support signal " + number);
    }
    return number;
  }

  private static Map<String, Integer> names() {
    var names = new TreeMap<String, Integer>();
    String[] inOrder = {
      "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
      "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
      "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
    };
    for (int i = 0; i < inOrder.length; i++) {
      names.put(inOrder[i], i + 1);
    }
    names.put("CLD", names.getOrDefault("CHLD", 0));
    names.put("IOT", names.getOrDefault("ABRT", 0));
    names.put("POLL", names.getOrDefault("IO", 0));
    int middle = (RTMAX - RTMIN) / 2;
    for (int i = 0; i <= RTMAX - RTMIN; i++) {
      if (i <= middle) {
        names.put(i == 0 ? "RTMIN" : "RTMIN+" + i, RTMIN + i);
      }
      int below = RTMAX - RTMIN - i;
      if (below < middle) {
        names.put(below == 0 ? "RTMAX" : "RTMAX-" + below, RTMIN + i);
      }
    }
    return Map.copyOf(names);
  }
}
