package havre.cli.create;

import havre.cli.command.CliException;
import havre.client.json.JsonObject;

/// `--restart name[:retries]`.
public final class RestartPolicy {
  private RestartPolicy() {}

  public static JsonObject parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    int retries = 0;
    if (colon >= 0) {
      if (name.isEmpty()) {
        throw invalid("no policy provided before colon");
      }
      try {
        retries = Integer.parseInt(text.substring(colon + 1));
      } catch (NumberFormatException e) {
        throw invalid("maximum retry count must be an integer");
      }
    }
    return new JsonObject().put("Name", name).put("MaximumRetryCount", retries);
  }

  private static CliException invalid(String reason) {
    return new CliException(125, "invalid restart policy format: " + reason);
  }
}
