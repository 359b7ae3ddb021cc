package havre.cli.format;

import havre.cli.command.Context;
import java.util.List;

/// What all prune commands say.
public final class Pruning {
  private Pruning() {}

  /// Whether the user wants it, who is asked unless `force`.
  public static boolean confirmed(Context context, boolean force, String warning) {
    return force || context.confirm("WARNING! " + warning + "\nAre you sure you want to continue?");
  }

  /// Lists what was removed, if anything was.
  public static void report(Context context, String title, List<String> removed) {
    if (removed.isEmpty()) {
      return;
    }
    context.out().line(title);
    for (String name : removed) {
      context.out().line(name);
    }
    context.out().line("");
  }

  public static void total(Context context, long bytes) {
    context.out().line("Total reclaimed space: " + Sizes.precise(bytes));
  }
}
