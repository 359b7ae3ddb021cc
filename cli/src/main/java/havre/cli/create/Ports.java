package havre.cli.create;

import havre.cli.command.CliException;
import havre.cli.flag.Csv;
import havre.cli.flag.GoNumbers;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.List;

/// Published and exposed ports: `[[ip:]hostPort:]containerPort[/proto]`, with ranges, or as
/// `published=…,target=…`.
final class Ports {
  private final JsonObject exposed = new JsonObject();
  private final JsonObject bindings = new JsonObject();

  JsonObject exposed() {
    return exposed;
  }

  JsonObject bindings() {
    return bindings;
  }

  void publish(String spec) {
    String text = spec.indexOf('=') >= 0 ? fromFields(spec) : spec;
    int slash = text.lastIndexOf('/');
    String protocol = slash < 0 ? "tcp" : text.substring(slash + 1);
    String address = slash < 0 ? text : text.substring(0, slash);
    int last = address.lastIndexOf(':');
    String container = address.substring(last + 1);
    String before = last < 0 ? "" : address.substring(0, last);
    int middle = before.lastIndexOf(':');
    String host = before.substring(middle + 1);
    String ip = middle < 0 ? "" : before.substring(0, middle);
    if (ip.startsWith("[") && ip.endsWith("]")) {
      ip = ip.substring(1, ip.length() - 1);
    }
    if (!ip.isEmpty() && !Addresses.isIp(ip)) {
      throw invalid("invalid IP address: " + ip);
    }
    if (container.isEmpty()) {
      throw invalid("no port specified: " + text + "<empty>");
    }
    if (!List.of("tcp", "udp", "sctp").contains(protocol)) {
      throw invalid("invalid proto: " + protocol);
    }
    bind(range(container, "containerPort"), host, ip, protocol, container);
  }

  private void bind(long[] inside, String host, String ip, String protocol, String container) {
    long[] outside = host.isEmpty() ? null : range(host, "hostPort");
    boolean single = inside[0] == inside[1];
    if (outside != null && !single && outside[1] - outside[0] != inside[1] - inside[0]) {
      throw invalid(
          "invalid ranges specified for container and host Ports: " + container + " and " + host);
    }
    for (long port = inside[0]; port <= inside[1]; port++) {
      String key = port + "/" + protocol;
      String hostPort = "";
      if (outside != null) {
        hostPort =
            single && outside[1] > outside[0] ? host : Long.toString(outside[0] + port - inside[0]);
      }
      exposed.put(key, new JsonObject());
      JsonArray list = bindings.get(key) instanceof JsonArray known ? known : new JsonArray();
      list.add(new JsonObject().put("HostIp", ip).put("HostPort", hostPort));
      bindings.put(key, list);
    }
  }

  void expose(String spec) {
    if (spec.indexOf(':') >= 0) {
      throw invalid("invalid port format for --expose: " + spec);
    }
    int slash = spec.indexOf('/');
    String protocol = slash < 0 ? "tcp" : spec.substring(slash + 1);
    String ports = slash < 0 ? spec : spec.substring(0, slash);
    int dash = ports.indexOf('-');
    try {
      long first = GoNumbers.parseUnsigned(dash < 0 ? ports : ports.substring(0, dash), 65535);
      long last = dash < 0 ? first : GoNumbers.parseUnsigned(ports.substring(dash + 1), 65535);
      for (long port = first; port <= last; port++) {
        exposed.put(port + "/" + protocol, new JsonObject());
      }
    } catch (IllegalArgumentException e) {
      throw invalid("invalid range format for --expose: " + spec + ", error: " + e.getMessage());
    }
  }

  private static long[] range(String text, String what) {
    int dash = text.indexOf('-');
    try {
      long first = GoNumbers.parseUnsigned(dash < 0 ? text : text.substring(0, dash), 65535);
      long last = dash < 0 ? first : GoNumbers.parseUnsigned(text.substring(dash + 1), 65535);
      if (last >= first) {
        return new long[] {first, last};
      }
    } catch (IllegalArgumentException e) {
      throw invalid("invalid " + what + ": " + text);
    }
    throw invalid("invalid " + what + ": " + text);
  }

  private static String fromFields(String spec) {
    String target = "";
    String published = "";
    String protocol = "tcp";
    for (String field : Csv.fields(spec)) {
      int equals = field.indexOf('=');
      String value = field.substring(equals + 1);
      switch (equals < 0 ? field : field.substring(0, equals)) {
        case "target" -> target = value;
        case "published" -> published = value;
        case "protocol" -> protocol = value;
        case "mode" -> {}
        default -> throw invalid("invalid field key: " + field);
      }
    }
    return (published.isEmpty() ? "" : published + ":") + target + "/" + protocol;
  }

  private static CliException invalid(String message) {
    return new CliException(125, message);
  }
}
