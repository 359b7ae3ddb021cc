package havre.cli.create;

import havre.cli.command.CliException;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// `--device host[:container][:rwm]`, or a qualified name `vendor/class=name`.
final class Devices {
  private Devices() {}

  static void addTo(JsonObject host, List<String> specs, GpusValue gpus) {
    var devices = new JsonArray();
    var qualified = new ArrayList<String>();
    for (String spec : specs) {
      if (!spec.startsWith("/") && spec.indexOf('/') > 0 && spec.indexOf('=') > spec.indexOf('/')) {
        qualified.add(spec);
      } else {
        devices.add(parse(spec));
      }
    }
    JsonArray requests = gpus.requests();
    if (!qualified.isEmpty()) {
      requests.add(
          new JsonObject()
              .put("Driver", "cdi")
              .put("Count", 0)
              .put("DeviceIDs", qualified)
              .put("Capabilities", null)
              .put("Options", null));
    }
    host.put("Devices", devices);
    host.put("DeviceRequests", requests.isEmpty() ? null : requests);
  }

  private static JsonObject parse(String spec) {
    String[] parts = spec.split(":", -1);
    if (parts.length > 3) {
      throw new CliException(125, "bad format for path: " + spec);
    }
    String inside = parts[0];
    String access = "rwm";
    if (parts.length == 3) {
      inside = parts[1];
      access = parts[2];
      if (!IsolationFlags.isAccess(access)) {
        throw new CliException(125, "bad mode specified: " + access);
      }
    } else if (parts.length == 2) {
      if (IsolationFlags.isAccess(parts[1])) {
        access = parts[1];
      } else {
        inside = parts[1];
      }
    }
    if (inside.isEmpty()) {
      inside = parts[0];
    }
    return new JsonObject()
        .put("PathOnHost", parts[0])
        .put("PathInContainer", inside)
        .put("CgroupPermissions", access);
  }
}
