package havre.cli.context;

import havre.cli.command.CliException;
import havre.client.json.JsonException;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import havre.client.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The contexts in the user's configuration folder: `contexts/meta/ID/meta.json`, and the PEM files
/// in `contexts/tls/ID/docker`, where the ID is the digest of the name.
public final class ContextStore {
  /// The context that isn't stored: it follows the environment.
  public static final String DEFAULT = "default";

  private static final String GRAMMAR = "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$";
  private static final Pattern NAME = Pattern.compile(GRAMMAR);

  private final Path folder;

  public ContextStore(Path configFolder) {
    this.folder = configFolder.resolve("contexts");
  }

  /// @throws CliException when a new context may not be called so
  static void checkName(String name) {
    if (name.isEmpty()) {
      throw new CliException("context name cannot be empty");
    }
    if (name.equals(DEFAULT)) {
      throw new CliException("\"default\" is a reserved context name");
    }
    if (!NAME.matcher(name).matches()) {
      throw new CliException(
          "context name \""
              + name
              + "\" is invalid, names are validated against regexp \""
              + GRAMMAR
              + "\"");
    }
  }

  static String id(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  Path metadataFolder(String name) {
    return folder.resolve("meta").resolve(id(name));
  }

  Path tlsFolder(String name) {
    return folder.resolve("tls").resolve(id(name));
  }

  /// Where the PEM files for the engine lie.
  public Path pemFolder(String name) {
    return tlsFolder(name).resolve("docker");
  }

  boolean exists(String name) {
    return Files.exists(metadataFolder(name).resolve("meta.json"));
  }

  /// @throws CliException when there is none
  public StoredContext find(String name) {
    Path file = metadataFolder(name).resolve("meta.json");
    try {
      return new StoredContext(name, (JsonObject) JsonReader.parse(Files.readString(file)));
    } catch (NoSuchFileException e) {
      throw new CliException(
          "context \""
              + name
              + "\": context not found: open "
              + file
              + ": no such file or directory");
    } catch (IOException | JsonException | ClassCastException e) {
      throw new CliException("parsing " + file + ": " + CliException.text(e));
    }
  }

  /// All that are stored, by name.
  List<StoredContext> list() {
    var found = new TreeMap<String, StoredContext>();
    Path metadata = folder.resolve("meta");
    if (!Files.isDirectory(metadata)) {
      return List.of();
    }
    try (var folders = Files.newDirectoryStream(metadata)) {
      for (Path each : folders) {
        Path file = each.resolve("meta.json");
        if (Files.exists(file)) {
          var document = (JsonObject) JsonReader.parse(Files.readString(file));
          found.put(document.string("Name"), new StoredContext(document.string("Name"), document));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JsonException | ClassCastException e) {
      throw new CliException("parsing " + metadata + ": " + CliException.text(e));
    }
    return new ArrayList<>(found.values());
  }

  /// Writes a context, and with it the PEM files by their names.
  void write(StoredContext context, Map<String, byte[]> pemFiles) {
    try {
      Path metadata = metadataFolder(context.name());
      Files.createDirectories(metadata);
      Files.writeString(metadata.resolve("meta.json"), JsonWriter.compact(context.document()));
      deleteAll(tlsFolder(context.name()));
      for (Map.Entry<String, byte[]> file : pemFiles.entrySet()) {
        Path target = pemFolder(context.name()).resolve(file.getKey());
        Files.createDirectories(target.getParent());
        Files.write(target, file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The PEM files of a context by their names.
  Map<String, byte[]> pemFiles(String name) {
    var files = new TreeMap<String, byte[]>();
    if (!Files.isDirectory(pemFolder(name))) {
      return files;
    }
    try (var found = Files.newDirectoryStream(pemFolder(name))) {
      for (Path file : found) {
        files.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void remove(String name) {
    try {
      deleteAll(metadataFolder(name));
      deleteAll(tlsFolder(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var tree = Files.walk(folder)) {
      for (Path each : tree.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(each);
      }
    }
  }
}
