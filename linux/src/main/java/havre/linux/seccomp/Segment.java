package havre.linux.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/// A range of call numbers with one outcome but for a few numbers, which cost one comparison each
/// instead of the two that ranges of their own would.
///
/// @param start the first number; the next segment's start ends it
record Segment(int start, CallOutcome outcome, List<Exceptional> exceptions) {
  private static final int MOST_EXCEPTIONS = 4;

  /// A single number with an outcome of its own.
  record Exceptional(int number, CallOutcome outcome) {}

  /// Joins ranges that only one number separates.
  static List<Segment> of(NavigableMap<Integer, CallOutcome> ranges) {
    List<Integer> starts = List.copyOf(ranges.keySet());
    List<CallOutcome> outcomes = List.copyOf(ranges.values());
    var segments = new ArrayList<Segment>();
    int i = 0;
    while (i < starts.size()) {
      CallOutcome outcome = outcomes.get(i);
      var exceptions = new ArrayList<Exceptional>();
      int next = i + 1;
      while (exceptions.size() < MOST_EXCEPTIONS
          && next + 1 < starts.size()
          && starts.get(next) + 1 == starts.get(next + 1)
          && outcomes.get(next + 1).equals(outcome)) {
        exceptions.add(new Exceptional(starts.get(next), outcomes.get(next)));
        next += 2;
      }
      segments.add(new Segment(starts.get(i), outcome, List.copyOf(exceptions)));
      i = next;
    }
    return segments;
  }
}
