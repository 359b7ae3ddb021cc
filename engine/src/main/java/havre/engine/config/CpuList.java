package havre.engine.config;

import havre.common.HavreException;
import java.util.BitSet;

/// A list of processors or memory nodes such as `0-2,4`.
final class CpuList {
  private static final int HIGHEST = 8192;

  private final String kind;
  private final String text;

  /// @param kind `cpus` or `mems`
  CpuList(String kind, String text) {
    this.kind = kind;
    this.text = text;
  }

  /// @throws HavreException INVALID when it is malformed
  BitSet parse() {
    var set = new BitSet();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int dash = part.indexOf('-');
      int first = number(dash < 0 ? part : part.substring(0, dash), part);
      int last = dash < 0 ? first : number(part.substring(dash + 1), part);
      if (last < first) {
        throw invalid("invalid format: " + part);
      }
      set.set(first, last + 1);
    }
    return set;
  }

  private int number(String digits, String part) {
    try {
      int number = Integer.parseInt(digits);
      if (number < 0) {
        throw invalid("invalid format: " + part);
      }
      if (number > HIGHEST) {
        throw invalid("value of out range, maximum is " + HIGHEST);
      }
      return number;
    } catch (NumberFormatException e) {
      throw invalid("invalid format: " + part);
    }
  }

  private HavreException invalid(String reason) {
    return HavreException.invalid(
        "Invalid value %s for cpuset %s: %s".formatted(text, kind, reason));
  }
}
