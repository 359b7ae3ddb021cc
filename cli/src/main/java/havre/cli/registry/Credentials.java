package havre.cli.registry;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import havre.client.json.JsonException;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import havre.client.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/// The credentials for registries in the user's `config.json`, in Docker's form.
public final class Credentials {
  /// Under what name the credentials of Docker Hub are kept.
  public static final String HUB = "https://index.docker.io/v1/";

  private final Path file;
  private final JsonObject config;

  private Credentials(Path file, JsonObject config) {
    this.file = file;
    this.config = config;
  }

  public static Credentials of(Context context) {
    Path file = context.configFolder().resolve("config.json");
    try {
      return new Credentials(
          file,
          Files.exists(file)
              ? (JsonObject) JsonReader.parse(Files.readString(file))
              : new JsonObject());
    } catch (IOException | JsonException | ClassCastException e) {
      throw new CliException("Error loading config file: " + file + ": " + CliException.text(e));
    }
  }

  private static String key(String registry) {
    return registry.equals("docker.io") ? HUB : registry;
  }

  /// The value of `X-Registry-Auth` for a registry; empty when nothing is known for it.
  public String header(String registry) {
    JsonObject stored = config.object("auths").object(key(registry));
    if (stored.isEmpty()) {
      return "";
    }
    var auth = new JsonObject();
    String pair =
        new String(Base64.getDecoder().decode(stored.string("auth")), StandardCharsets.UTF_8);
    int colon = pair.indexOf(':');
    if (colon > 0) {
      auth.put("username", pair.substring(0, colon)).put("password", pair.substring(colon + 1));
    }
    if (stored.has("identitytoken")) {
      auth.put("identitytoken", stored.string("identitytoken"));
    }
    auth.put("serveraddress", key(registry));
    return Base64.getUrlEncoder().encodeToString(auth.toString().getBytes(StandardCharsets.UTF_8));
  }

  boolean has(String registry) {
    return config.object("auths").has(key(registry));
  }

  void store(String registry, String user, String password, String token) {
    var entry = new JsonObject();
    String pair = user + ":" + (token.isEmpty() ? password : "");
    entry.put("auth", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    if (!token.isEmpty()) {
      entry.put("identitytoken", token);
    }
    if (!config.has("auths")) {
      config.put("auths", new JsonObject());
    }
    config.object("auths").put(key(registry), entry);
    save();
  }

  void forget(String registry) {
    config.object("auths").remove(key(registry));
    save();
  }

  /// Writes the file anew, readable to its owner alone.
  private void save() {
    try {
      Path folder = file.getParent();
      Files.createDirectories(folder);
      Path unfinished =
          Files.createTempFile(
              folder,
              "config",
              ".json",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(unfinished, JsonWriter.indented(config, "\t"));
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CliException("Error saving credentials: " + CliException.text(e));
    }
  }
}
