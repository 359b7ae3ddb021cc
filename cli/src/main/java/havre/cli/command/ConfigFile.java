package havre.cli.command;

import havre.client.json.JsonException;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import havre.client.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The user's `config.json`, in Docker's form. What we don't know in it stays as it is.
public final class ConfigFile {
  private final Path file;
  private final JsonObject document;

  private ConfigFile(Path file, JsonObject document) {
    this.file = file;
    this.document = document;
  }

  /// Reads the file; one that isn't there is empty.
  ///
  /// @throws CliException for one that can't be understood
  public static ConfigFile in(Path folder) {
    Path file = folder.resolve("config.json");
    try {
      return new ConfigFile(
          file,
          Files.exists(file)
              ? (JsonObject) JsonReader.parse(Files.readString(file))
              : new JsonObject());
    } catch (IOException | JsonException | ClassCastException e) {
      throw new CliException("Error loading config file: " + file + ": " + CliException.text(e));
    }
  }

  /// What it holds; changes are kept by [#save].
  public JsonObject document() {
    return document;
  }

  /// Writes the file anew, readable to its owner alone.
  public void save() {
    try {
      Path folder = file.getParent();
      Files.createDirectories(folder);
      Path unfinished =
          Files.createTempFile(
              folder,
              "config",
              ".json",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(unfinished, JsonWriter.indented(document, "\t"));
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CliException("Error saving config file: " + CliException.text(e));
    }
  }
}
