package havre.daemon.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads `daemon.json`: the same options by their keys. An option that the command line names too
/// is refused, as dockerd refuses it.
final class ConfigurationFile {
  private ConfigurationFile() {}

  /// @param flags what the command line said
  /// @return option name → its values
  static Map<String, List<String>> read(Path file, Map<String, List<String>> flags) {
    String prefix = "unable to configure the Docker daemon with file " + file + ": ";
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new OptionException(prefix + "invalid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new OptionException(prefix + e);
    }
    if (root.isMissingNode()) {
      return Map.of();
    }
    if (!root.isObject()) {
      throw new OptionException(prefix + "invalid JSON: an object is expected");
    }
    var unknown = new ArrayList<String>();
    var conflicts = new ArrayList<String>();
    var values = new LinkedHashMap<String, List<String>>();
    for (Map.Entry<String, JsonNode> field : flat((ObjectNode) root).properties()) {
      Option option = Options.byKey(field.getKey());
      if (option == null) {
        unknown.add(field.getKey());
        continue;
      }
      List<String> fromFile = valuesOf(option, field.getValue(), prefix);
      List<String> fromFlag = flags.get(option.flag());
      if (fromFlag != null) {
        conflicts.add(
            "%s: (from flag: %s, from file: %s)"
                .formatted(field.getKey(), shown(option, fromFlag), shown(option, fromFile)));
      }
      values.put(option.flag(), fromFile);
    }
    if (!unknown.isEmpty()) {
      throw new OptionException(
          prefix
              + "the following directives don't match any configuration option: "
              + String.join(", ", unknown));
    }
    if (!conflicts.isEmpty()) {
      throw new OptionException(
          prefix
              + "the following directives are specified both as a flag and in the configuration file: "
              + String.join(", ", conflicts));
    }
    return values;
  }

  /// The file with what stands below `proxies` as keys of its own, and one gateway as a list.
  private static ObjectNode flat(ObjectNode root) {
    ObjectNode flat = root.deepCopy();
    if (flat.remove("proxies") instanceof ObjectNode proxies) {
      flat.setAll(proxies);
    }
    JsonNode gateway = flat.remove("host-gateway-ip");
    if (gateway != null) {
      flat.putArray("host-gateway-ips").add(gateway);
    }
    return flat;
  }

  private static List<String> valuesOf(Option option, JsonNode node, String prefix) {
    var values = new ArrayList<String>();
    switch (option.kind()) {
      case LIST -> {
        if (!node.isArray()) {
          throw new OptionException(prefix + option.key() + ": an array is expected");
        }
        node.forEach(item -> values.add(item.isObject() ? joined(item) : item.asText()));
      }
      case MAP -> {
        if (!node.isObject()) {
          throw new OptionException(prefix + option.key() + ": an object is expected");
        }
        boolean nested = option.flag().equals("default-network-opt");
        node.properties()
            .forEach(e -> {
              if (nested) {
                e.getValue()
                    .properties()
                    .forEach(o ->
                        values.add(e.getKey() + "=" + o.getKey() + "=" + o.getValue().asText()));
              } else {
                values.add(e.getKey() + "=" + mapValue(e.getValue()));
              }
            });
      }
      case TEXT, NUMBER, SWITCH -> {
        if (node.isContainerNode()) {
          throw new OptionException(prefix + option.key() + ": a single value is expected");
        }
        values.add(node.asText());
      }
    }
    return values.stream().map(value -> CommandLine.checked(option, value)).toList();
  }

  /// An address pool is an object in the file and `base=…,size=…` as a flag.
  private static String joined(JsonNode object) {
    var parts = new ArrayList<String>();
    object.properties().forEach(e -> parts.add(e.getKey() + "=" + e.getValue().asText()));
    return String.join(",", parts);
  }

  /// A ulimit is `{"Hard": h, "Soft": s}` in the file and `s:h` as a flag.
  private static String mapValue(JsonNode value) {
    if (value.isObject()) {
      return value.path("Soft").asText() + ":" + value.path("Hard").asText();
    }
    return value.asText();
  }

  private static String shown(Option option, List<String> values) {
    return switch (option.kind()) {
      case LIST, MAP -> "[" + String.join(" ", values) + "]";
      case TEXT, NUMBER, SWITCH -> withoutPassword(values.getLast());
    };
  }

  private static String withoutPassword(String value) {
    return value.replaceFirst("://[^@/]*@", "://xxxxx:xxxxx@");
  }
}
