package havre.cli.context;

import havre.cli.command.ConfigFile;
import havre.cli.command.Context;
import havre.client.json.JsonObject;

/// Which context is in use, and what the one that isn't stored is.
final class Selected {
  private static final String KEY = "currentContext";

  private Selected() {}

  /// The context of that name; `default` follows the environment.
  static StoredContext find(Context context, String name) {
    if (!name.equals(ContextStore.DEFAULT)) {
      return new ContextStore(context.configFolder()).find(name);
    }
    return StoredContext.of(
        name,
        "Current DOCKER_HOST based configuration",
        new JsonObject()
            .put("Host", context.selection().defaultHost())
            .put("SkipTLSVerify", false));
  }

  /// What the user's configuration says; empty for `default`.
  static String kept(ConfigFile config) {
    return config.document().string(KEY);
  }

  static void keep(ConfigFile config, String name) {
    if (name.equals(ContextStore.DEFAULT)) {
      config.document().remove(KEY);
    } else {
      config.document().put(KEY, name);
    }
    config.save();
  }

  static String overridden(String what) {
    return "Warning: DOCKER_HOST environment variable overrides the active context. To use "
        + what
        + ", either set the global --context flag, or unset DOCKER_HOST environment variable.";
  }
}
