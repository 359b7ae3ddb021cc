package havre.runtime.log;

import java.nio.file.Path;

/// A container's log in Docker's json-file format. One object per container lives as long as the
/// container does; the pump writes to it while the container runs, and any number of readers read
/// from it at any time.
public final class JsonFileLog implements LogSink {
  private final Path file;
  private final JsonFileOptions options;

  private JsonFileLog(Path file, JsonFileOptions options) {
    this.file = file;
    this.options = options;
  }

  /// The log kept at this place; nothing is opened or made yet.
  public static JsonFileLog at(Path file, JsonFileOptions options) {
    return new JsonFileLog(file, options);
  }

  @Override
  public String driver() {
    return "json-file";
  }

  public Path file() {
    return file;
  }

  public JsonFileOptions options() {
    return options;
  }
}
