package havre.cli.registry;

import havre.cli.command.ConfigFile;
import havre.cli.command.Context;
import havre.client.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The credentials for registries in the user's `config.json`, in Docker's form.
public final class Credentials {
  /// Under what name the credentials of Docker Hub are kept.
  public static final String HUB = "https://index.docker.io/v1/";

  private final ConfigFile file;
  private final JsonObject config;

  private Credentials(ConfigFile file) {
    this.file = file;
    this.config = file.document();
  }

  public static Credentials of(Context context) {
    return new Credentials(ConfigFile.in(context.configFolder()));
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
    JsonObject auth = auth(stored, key(registry));
    return Base64.getUrlEncoder().encodeToString(auth.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject auth(JsonObject stored, String server) {
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
    return auth.put("serveraddress", server);
  }

  /// The value of `X-Registry-Config`: all that is known, by registry; empty when nothing is.
  public String allAsHeader() {
    JsonObject auths = config.object("auths");
    if (auths.isEmpty()) {
      return "";
    }
    var all = new JsonObject();
    for (String registry : auths.names()) {
      all.put(registry, auth(auths.object(registry), registry));
    }
    return Base64.getUrlEncoder().encodeToString(all.toString().getBytes(StandardCharsets.UTF_8));
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
    file.save();
  }

  void forget(String registry) {
    config.object("auths").remove(key(registry));
    file.save();
  }
}
