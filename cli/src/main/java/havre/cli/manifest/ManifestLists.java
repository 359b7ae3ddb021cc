package havre.cli.manifest;

import havre.cli.command.CliException;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lists that are not pushed yet: a folder for each beside the user's `config.json`, with a file
/// for each manifest, named and laid out as Docker's client has them.
final class ManifestLists {
  private final Path folder;

  /// @param configuration the folder of `config.json`
  ManifestLists(Path configuration) {
    this.folder = configuration.resolve("manifests");
  }

  private static String fileName(ImageReference name) {
    return name.toString().replace(':', '-').replace('/', '_');
  }

  private Path list(ImageReference name) {
    return folder.resolve(fileName(name));
  }

  boolean has(ImageReference list) {
    return Files.isDirectory(list(list));
  }

  /// The manifests of a list; none when there is no such list.
  List<JsonObject> manifests(ImageReference list) {
    var manifests = new ArrayList<JsonObject>();
    if (has(list)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(list(list))) {
        var sorted = new ArrayList<Path>();
        files.forEach(sorted::add);
        sorted.sort(null);
        for (Path file : sorted) {
          manifests.add(read(file));
        }
      } catch (IOException e) {
        throw new CliException(CliException.text(e));
      }
    }
    return manifests;
  }

  @Nullable JsonObject manifest(ImageReference list, ImageReference manifest) {
    Path file = list(list).resolve(fileName(manifest));
    return Files.exists(file) ? read(file) : null;
  }

  private static JsonObject read(Path file) {
    try {
      return (JsonObject) JsonReader.parse(Files.readString(file));
    } catch (IOException | ClassCastException | havre.client.json.JsonException e) {
      throw new CliException("could not read " + file + ": " + CliException.text(e));
    }
  }

  void save(ImageReference list, ImageReference name, JsonObject manifest) {
    try {
      Files.createDirectories(list(list));
      Files.writeString(list(list).resolve(fileName(name)), manifest.toString());
    } catch (IOException e) {
      throw new CliException(CliException.text(e));
    }
  }

  void remove(ImageReference list) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(list(list))) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(list(list));
    } catch (IOException e) {
      throw new CliException(CliException.text(e));
    }
  }
}
