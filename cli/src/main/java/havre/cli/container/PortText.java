package havre.cli.container;

import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/// Ports as lists show them: `0.0.0.0:8080->80/tcp, 90-92/tcp`. Ports in a row that are published
/// nowhere, or on the same numbers, become ranges.
final class PortText {
  private record Port(String ip, long inside, long outside, String protocol) {}

  private static final Comparator<Port> ORDER =
      Comparator.comparingLong(Port::inside)
          .thenComparing(Port::ip)
          .thenComparingLong(Port::outside)
          .thenComparing(Port::protocol);

  private PortText() {}

  static String of(JsonArray ports) {
    var all = new ArrayList<Port>();
    for (JsonObject port : ports.objects()) {
      all.add(
          new Port(
              port.string("IP"),
              port.number("PrivatePort"),
              port.number("PublicPort"),
              port.string("Type")));
    }
    all.sort(ORDER);
    return String.join(", ", texts(all));
  }

  /// Runs of ports that are the same inside and outside become one text; the others come last.
  private static List<String> texts(List<Port> ports) {
    var texts = new ArrayList<String>();
    var mapped = new ArrayList<String>();
    var open = new LinkedHashMap<String, Port[]>();
    for (Port port : ports) {
      if (!port.ip.isEmpty() && port.outside != port.inside) {
        mapped.add(text(port, port));
        continue;
      }
      String key = port.ip + "/" + port.protocol;
      Port[] run = open.get(key);
      if (run == null) {
        open.put(key, new Port[] {port, port});
      } else if (port.inside == run[1].inside + 1) {
        run[1] = port;
      } else {
        texts.add(text(run[0], run[1]));
        run[0] = port;
        run[1] = port;
      }
    }
    for (Port[] run : open.values()) {
      texts.add(text(run[0], run[1]));
    }
    texts.addAll(mapped);
    return texts;
  }

  private static String text(Port first, Port last) {
    String inside = range(first.inside, last.inside) + "/" + first.protocol;
    if (first.ip.isEmpty()) {
      return inside;
    }
    String outside = range(first.outside, last.outside);
    String host = first.ip.indexOf(':') >= 0 ? "[" + first.ip + "]" : first.ip;
    return host + ":" + outside + "->" + inside;
  }

  private static String range(long first, long last) {
    return first == last ? Long.toString(first) : first + "-" + last;
  }
}
