package havre.cli.registry;

import havre.cli.command.ConfigFile;
import havre.cli.command.Context;
import havre.client.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The credentials for registries: in the user's `config.json`, in Docker's form, or with the
/// helper that it names, for one registry (`credHelpers`) or for all (`credsStore`).
public final class Credentials {
  /// Under what name the credentials of Docker Hub are kept.
  public static final String HUB = "https://index.docker.io/v1/";

  private final ConfigFile file;
  private final JsonObject config;
  private final Map<String, String> environment;

  private Credentials(ConfigFile file, Map<String, String> environment) {
    this.file = file;
    this.config = file.document();
    this.environment = environment;
  }

  public static Credentials of(Context context) {
    return new Credentials(
        ConfigFile.in(context.configFolder()), context.invocation().environment());
  }

  private static String key(String registry) {
    return registry.equals("docker.io") ? HUB : registry;
  }

  private @Nullable CredentialHelper helper(String registry) {
    String own = config.object("credHelpers").string(registry);
    String name = own.isEmpty() ? config.string("credsStore") : own;
    return name.isEmpty() ? null : CredentialHelper.named(name, environment);
  }

  /// The value of `X-Registry-Auth` for a registry; empty when nothing is known for it.
  public String header(String registry) {
    JsonObject auth = auth(key(registry));
    return auth.isEmpty() ? "" : encoded(auth);
  }

  /// The value of `X-Registry-Config`: all that is known, by registry; empty when nothing is.
  public String allAsHeader() {
    var servers = new LinkedHashSet<>(config.object("auths").names());
    servers.addAll(config.object("credHelpers").names());
    var all = new JsonObject();
    for (String server : servers) {
      JsonObject auth = auth(server);
      if (!auth.isEmpty()) {
        all.put(server, auth);
      }
    }
    return all.isEmpty() ? "" : encoded(all);
  }

  private static String encoded(JsonObject json) {
    return Base64.getUrlEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private JsonObject auth(String server) {
    CredentialHelper helper = helper(server);
    JsonObject auth = helper == null ? fromFile(server) : fromHelper(helper, server);
    return auth.isEmpty() ? auth : auth.put("serveraddress", server);
  }

  private static JsonObject fromHelper(CredentialHelper helper, String server) {
    CredentialHelper.Kept kept = helper.get(server);
    if (kept == null) {
      return new JsonObject();
    }
    return kept.isToken()
        ? new JsonObject().put("identitytoken", kept.secret())
        : new JsonObject().put("username", kept.user()).put("password", kept.secret());
  }

  private JsonObject fromFile(String server) {
    JsonObject stored = config.object("auths").object(server);
    var auth = new JsonObject();
    if (stored.isEmpty()) {
      return auth;
    }
    String pair =
        new String(Base64.getDecoder().decode(stored.string("auth")), StandardCharsets.UTF_8);
    int colon = pair.indexOf(':');
    if (colon > 0) {
      auth.put("username", pair.substring(0, colon)).put("password", pair.substring(colon + 1));
    }
    if (stored.has("identitytoken")) {
      auth.put("identitytoken", stored.string("identitytoken"));
    }
    return auth;
  }

  boolean has(String registry) {
    String server = key(registry);
    CredentialHelper helper = helper(server);
    return config.object("auths").has(server) || (helper != null && helper.get(server) != null);
  }

  void store(String registry, String user, String password, String token) {
    String server = key(registry);
    CredentialHelper helper = helper(server);
    var entry = new JsonObject();
    if (helper != null) {
      helper.store(server, user, password, token);
    } else {
      String pair = user + ":" + (token.isEmpty() ? password : "");
      entry.put("auth", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
      if (!token.isEmpty()) {
        entry.put("identitytoken", token);
      }
    }
    if (!config.has("auths")) {
      config.put("auths", new JsonObject());
    }
    config.object("auths").put(server, entry);
    file.save();
  }

  void forget(String registry) {
    String server = key(registry);
    CredentialHelper helper = helper(server);
    if (helper != null) {
      helper.erase(server);
    }
    config.object("auths").remove(server);
    file.save();
  }
}
