package havre.cli.image;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import havre.cli.terminal.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Archives written to a file, which appears only when it is whole, or to the output.
public final class Saving {
  /// Where an archive comes from.
  public interface Source {
    InputStream open();
  }

  private Saving() {}

  /// @param output the file's name; empty for our output
  /// @param failure how the message begins when the file can't be written
  public static void write(Context context, String output, String failure, Source source) {
    if (output.isEmpty()) {
      if (context.console().isTerminal(Console.Stream.OUT)) {
        throw new CliException(
            "cowardly refusing to save to a terminal. Use the -o flag or redirect");
      }
      copy(source, context.out().stream());
      return;
    }
    Path target = context.invocation().file(output).toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new CliException(
          failure + ": invalid output path: stat " + folder + ": no such file or directory");
    }
    try {
      Path unfinished = Files.createTempFile(folder, ".havre-", ".tmp");
      try {
        try (OutputStream out = Files.newOutputStream(unfinished)) {
          copy(source, out);
        }
        Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new CliException(failure + ": " + CliException.text(e));
    }
  }

  private static void copy(Source source, OutputStream out) {
    try (InputStream in = source.open()) {
      in.transferTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
