package havre.cli.create;

import havre.cli.flag.Csv;
import havre.cli.flag.FlagValue;
import havre.cli.flag.GoNumbers;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// `--gpus`: `all`, a count, or `device=…,capabilities=…,driver=…,options=…`.
final class GpusValue implements FlagValue {
  private final JsonArray requests = new JsonArray();

  JsonArray requests() {
    return requests;
  }

  @Override
  public void set(String text) {
    String driver = "";
    long count = 0;
    List<String> ids = new ArrayList<>();
    var capabilities = new ArrayList<String>();
    var options = new JsonObject();
    for (String field : Csv.fields(text)) {
      int equals = field.indexOf('=');
      String key = equals < 0 ? "count" : field.substring(0, equals);
      String value = field.substring(equals + 1);
      switch (key) {
        case "driver" -> driver = value;
        case "count" -> count = count(value);
        case "device" -> ids.addAll(List.of(value.split(",", -1)));
        case "capabilities" -> capabilities.addAll(List.of(value.split(",", -1)));
        case "options" -> {
          for (String option : Csv.fields(value)) {
            int at = option.indexOf('=');
            options.put(
                at < 0 ? option : option.substring(0, at), at < 0 ? "" : option.substring(at + 1));
          }
        }
        default ->
            throw new IllegalArgumentException("unexpected key '" + key + "' in '" + field + "'");
      }
    }
    if (!text.contains("count=") && ids.isEmpty() && text.indexOf('=') >= 0) {
      count = 1;
    }
    if (!capabilities.contains("gpu")) {
      capabilities.add("gpu");
    }
    requests.add(
        new JsonObject()
            .put("Driver", driver)
            .put("Count", count)
            .put("DeviceIDs", ids.isEmpty() ? null : ids)
            .put("Capabilities", List.of(capabilities))
            .put("Options", options));
  }

  private static long count(String text) {
    if (text.equals("all")) {
      return -1;
    }
    try {
      return GoNumbers.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "invalid count ("
              + text
              + "): value must be either \"all\" or an integer: invalid syntax",
          e);
    }
  }

  @Override
  public String type() {
    return "gpu-request";
  }
}
