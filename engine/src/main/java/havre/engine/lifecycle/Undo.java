package havre.engine.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;

/// What is to be undone, newest first, should a change fail half-way.
final class Undo {
  private final Deque<Runnable> steps = new ArrayDeque<>();

  void add(Runnable step) {
    steps.push(step);
  }

  /// Undoes all; what goes wrong meanwhile is added to the failure.
  void run(RuntimeException failure) {
    while (!steps.isEmpty()) {
      try {
        steps.pop().run();
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
  }
}
