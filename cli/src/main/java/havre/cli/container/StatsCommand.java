package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.command.Output;
import havre.cli.flag.BoolValue;
import havre.cli.flag.StringValue;
import havre.cli.format.Listing;
import havre.cli.terminal.Console;
import havre.client.EngineException;
import havre.client.JsonStream;
import havre.client.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// `stats`: how much containers use, once or over and over.
public final class StatsCommand extends Command {
  private static final List<String> COLUMNS =
      List.of("ID", "Name", "CPUPerc", "MemUsage", "MemPerc", "NetIO", "BlockIO", "PIDs");
  private static final String CLEAR = "\033[H\033[J";

  private final BoolValue all;
  private final StringValue format;
  private final BoolValue noStream;
  private final BoolValue noTrunc;

  public StatsCommand() {
    all = flags().bool("all", 'a', "Show all containers (default shows just running)");
    format = flags().string("format", Listing.HELP);
    noStream = flags().bool("no-stream", "Disable streaming stats and only pull the first result");
    noTrunc = flags().bool("no-trunc", "Do not truncate output");
  }

  @Override
  public String usage() {
    return "[OPTIONS] [CONTAINER...]";
  }

  @Override
  public String summary() {
    return "Display a live stream of container(s) resource usage statistics";
  }

  @Override
  public List<String> paths() {
    return List.of("container stats", "stats");
  }

  @Override
  public Arity arity() {
    return Arity.ANY;
  }

  @Override
  public int run(Context context, List<String> arguments) {
    boolean clear = !noStream.get() && context.console().isTerminal(Console.Stream.OUT);
    do {
      List<StatsRow> rows = rows(context, names(context, arguments));
      var text = new ByteArrayOutputStream();
      var page = new Output(text);
      new Listing(page, format.get())
          .print(COLUMNS, new StatsRow("", new JsonObject(), true), rows);
      page.flush();
      context.out().print((clear ? CLEAR : "") + text.toString(StandardCharsets.UTF_8)).flush();
    } while (!noStream.get());
    return 0;
  }

  private List<String> names(Context context, List<String> arguments) {
    if (!arguments.isEmpty()) {
      return arguments;
    }
    var names = new ArrayList<String>();
    for (JsonObject container :
        context.engine().containers().list(all.get(), false, 0, Map.of()).objects()) {
      names.add(container.string("Id"));
    }
    return names;
  }

  /// One sample of each, taken at the same time: the engine takes a second for it.
  private List<StatsRow> rows(Context context, List<String> names) {
    var rows = new ArrayList<StatsRow>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var samples = new ArrayList<Future<StatsRow>>();
      for (String name : names) {
        samples.add(threads.submit(() -> row(context, name)));
      }
      for (Future<StatsRow> sample : samples) {
        rows.add(sample.get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof EngineException refused
          ? refused
          : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return rows;
  }

  private StatsRow row(Context context, String name) {
    try (JsonStream stream = context.engine().containers().stats(name, false)) {
      JsonObject sample = stream.next();
      return new StatsRow(name, sample == null ? new JsonObject() : sample, !noTrunc.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
