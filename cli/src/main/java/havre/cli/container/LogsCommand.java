package havre.cli.container;

import havre.cli.command.Arity;
import havre.cli.command.CliException;
import havre.cli.command.Command;
import havre.cli.command.Context;
import havre.cli.flag.BoolValue;
import havre.cli.flag.StringValue;
import havre.cli.format.Moments;
import havre.client.Containers;
import havre.client.http.FrameReader;
import havre.client.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;

/// `logs`: prints what a container has written, and with `--follow` what it goes on to write.
public final class LogsCommand extends Command {
  private final BoolValue details;
  private final BoolValue follow;
  private final StringValue since;
  private final StringValue until;
  private final StringValue tail;
  private final BoolValue timestamps;

  public LogsCommand() {
    details = flags().bool("details", "Show extra details provided to logs");
    follow = flags().bool("follow", 'f', "Follow log output");
    since =
        flags()
            .string(
                "since",
                "Show logs since timestamp (e.g. \"2013-01-02T13:23:37Z\") or relative (e.g. \"42m\""
                    + " for 42 minutes)");
    until =
        flags()
            .string(
                "until",
                "Show logs before a timestamp (e.g. \"2013-01-02T13:23:37Z\") or relative (e.g."
                    + " \"42m\" for 42 minutes)");
    tail =
        flags()
            .add(
                "tail",
                'n',
                "Number of lines to show from the end of the logs",
                new StringValue("all"));
    timestamps = flags().bool("timestamps", 't', "Show timestamps");
  }

  @Override
  public String usage() {
    return "[OPTIONS] CONTAINER";
  }

  @Override
  public String summary() {
    return "Fetch the logs of a container";
  }

  @Override
  public List<String> paths() {
    return List.of("container logs", "logs");
  }

  @Override
  public Arity arity() {
    return Arity.exactly(1);
  }

  @Override
  public int run(Context context, List<String> arguments) {
    Containers containers = context.engine().containers();
    JsonObject found = containers.inspect(arguments.getFirst(), false);
    boolean tty = found.object("Config").bool("Tty");
    Clock clock = context.invocation().clock();
    var options =
        new Containers.LogOptions(
            follow.get(),
            timestamps.get(),
            details.get(),
            moment("since", since.get(), clock),
            moment("until", until.get(), clock),
            tail.get());
    OutputStream out = context.out().stream();
    try (InputStream log = containers.logs(found.string("Id"), options)) {
      if (tty) {
        log.transferTo(out);
      } else {
        FrameReader.copy(
            log, new java.io.BufferedOutputStream(out, 64 * 1024), context.err().stream());
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String moment(String option, String text, Clock clock) {
    try {
      return text.isEmpty() ? "" : Moments.parse(text, clock);
    } catch (IllegalArgumentException e) {
      throw new CliException("invalid value for \"" + option + "\": " + e.getMessage());
    }
  }
}
