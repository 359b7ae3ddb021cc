package havre.cli;

import havre.cli.command.Invocation;
import havre.cli.terminal.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Calls the command line without a process.
final class CliRunner {
  record Result(int exit, String out, String err) {}

  static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  CliRunner(Path folder) {
    this.folder = folder;
    environment.put("HOME", folder.toString());
  }

  CliRunner with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Result run(String... arguments) {
    return run(List.of(arguments), "");
  }

  Result run(List<String> arguments, String input) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var invocation =
        new Invocation(
            arguments,
            environment,
            folder,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            out,
            err,
            Console.NONE,
            Clock.fixed(NOW, ZoneOffset.UTC));
    int exit = new Cli(invocation).run();
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
