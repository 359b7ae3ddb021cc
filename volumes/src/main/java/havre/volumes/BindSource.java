package havre.volumes;

import havre.common.HavreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The rules for a directory or file of the host that a container wants to see.
public final class BindSource {
  private BindSource() {}

  /// Checks the source of `--mount type=bind`: it must be there.
  public static Path existing(String source) {
    Path path = absolute(source);
    if (!Files.exists(path)) {
      throw HavreException.invalid(
          "invalid mount config for type \"bind\": bind source path does not exist: " + source);
    }
    return path;
  }

  /// Checks the source of `-v`: a directory is made when it is not there.
  public static Path existingOrCreated(String source) {
    Path path = absolute(source);
    if (Files.exists(path)) {
      return path;
    }
    try {
      Files.createDirectories(path);
    } catch (FileAlreadyExistsException e) {
      throw HavreException.internal(
          "error while creating mount source path '" + source + "': file exists", e);
    } catch (IOException e) {
      throw HavreException.internal(
          "error while creating mount source path '%s': mkdir %s: %s"
              .formatted(source, source, e.getMessage()),
          e);
    }
    return path;
  }

  private static Path absolute(String source) {
    Path path = Path.of(source);
    if (!path.isAbsolute()) {
      throw HavreException.invalid(
          "invalid mount config for type \"bind\": invalid mount path: '%s' mount path must be absolute"
              .formatted(source));
    }
    return path.normalize();
  }
}
