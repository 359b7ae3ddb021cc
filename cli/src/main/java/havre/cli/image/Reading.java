package havre.cli.image;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;

/// Files that go to the engine.
public final class Reading {
  private Reading() {}

  /// @throws CliException in Docker's words when it cannot be read
  public static InputStream open(Context context, String name) {
    try {
      return Files.newInputStream(context.invocation().file(name));
    } catch (NoSuchFileException e) {
      throw new CliException("open " + name + ": no such file or directory");
    } catch (IOException e) {
      throw new CliException("open " + name + ": " + CliException.text(e));
    }
  }
}
