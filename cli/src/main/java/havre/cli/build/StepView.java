package havre.cli.build;

import havre.cli.command.Context;
import havre.cli.command.Output;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The steps of a build on a terminal, each with its time; below the one that runs, the last lines
/// that it has printed. Thread-safe.
final class StepView implements AutoCloseable {
  private static final Pattern STEP = Pattern.compile("Step (\\d+)/(\\d+) : (.*)");
  private static final int LOG_LINES = 6;
  private static final int TICK_MILLIS = 200;
  private static final String BLUE = "\033[34m";
  private static final String RED = "\033[31m";
  private static final String PLAIN = "\033[0m";

  private final Output out;
  private final java.time.Clock clock;
  private final int columns;
  private final Instant began;
  private final List<Step> steps = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final StringBuilder line = new StringBuilder();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("build-view").factory());
  private int total;
  private int drawn;

  private static final class Step {
    private final String text;
    private final Instant began;
    private @Nullable Instant ended;
    private boolean cached;

    Step(String text, Instant began) {
      this.text = text;
      this.began = began;
    }
  }

  private StepView(Output out, java.time.Clock clock, int columns) {
    this.out = out;
    this.clock = clock;
    this.columns = columns > 20 ? columns : 80;
    this.began = clock.instant();
  }

  static StepView on(Context context) {
    var view =
        new StepView(
            context.out(), context.invocation().clock(), context.console().size().columns());
    var _ = view.ticker.scheduleAtFixedRate(view::draw, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return view;
  }

  /// Takes text of the engine's.
  synchronized void take(String text) {
    line.append(text);
    int end;
    while ((end = line.indexOf("\n")) >= 0) {
      takeLine(line.substring(0, end));
      line.delete(0, end + 1);
    }
  }

  private void takeLine(String text) {
    Matcher step = STEP.matcher(text);
    if (step.matches()) {
      endStep();
      total = Integer.parseInt(step.group(2));
      steps.add(
          new Step("[" + step.group(1) + "/" + total + "] " + step.group(3), clock.instant()));
      log.clear();
    } else if (text.equals(" ---> Using cache") && !steps.isEmpty()) {
      steps.getLast().cached = true;
    } else if (text.startsWith("Successfully ")) {
      endStep();
      log.clear();
      steps.add(new Step(text, clock.instant()));
      endStep();
    } else if (!text.startsWith(" ---> ")) {
      log.add(text.replaceAll("\033\\[[0-9;]*m", ""));
      while (log.size() > LOG_LINES) {
        log.removeFirst();
      }
    }
  }

  private void endStep() {
    if (!steps.isEmpty() && steps.getLast().ended == null) {
      steps.getLast().ended = clock.instant();
    }
  }

  private synchronized void draw() {
    draw(false);
  }

  /// @param failed whether the step that runs has failed
  private void draw(boolean failed) {
    var lines = new ArrayList<String>();
    long done =
        steps.stream().filter(step -> step.text.startsWith("[") && step.ended != null).count();
    lines.add(
        "[+] Building %s (%d/%d)"
            .formatted(seconds(began, null), done, Math.max(total, (int) done)));
    for (Step step : steps) {
      String time = step.text.startsWith("[") ? seconds(step.began, step.ended) : "";
      String head = " => " + (step.cached ? "CACHED " : "") + step.text;
      String cut = cut(head, columns - time.length() - 1);
      String row = cut + " ".repeat(Math.max(1, columns - cut.length() - time.length())) + time;
      boolean running = step.ended == null;
      lines.add(running && failed ? RED + row + PLAIN : running ? row : BLUE + row + PLAIN);
    }
    for (String said : log) {
      lines.add(cut(" => => " + said, columns));
    }
    if (drawn > 0) {
      out.print("\033[" + drawn + "A");
    }
    for (String row : lines) {
      out.print("\r\033[2K" + row + "\n");
    }
    for (int i = lines.size(); i < drawn; i++) {
      out.print("\r\033[2K\n");
    }
    if (drawn > lines.size()) {
      out.print("\033[" + (drawn - lines.size()) + "A");
    }
    drawn = lines.size();
    out.flush();
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(0, width - 3)) + "...";
  }

  private String seconds(Instant from, @Nullable Instant to) {
    Duration took = Duration.between(from, to == null ? clock.instant() : to);
    return String.format(Locale.ROOT, "%.1fs", took.toMillis() / 1000.0);
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    synchronized (this) {
      if (!line.isEmpty()) {
        takeLine(line.toString());
      }
      draw(true);
    }
  }
}
