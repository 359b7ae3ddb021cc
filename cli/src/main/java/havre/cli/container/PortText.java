package havre.cli.container;

import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.ArrayList;

/// Ports as lists show them: `0.0.0.0:8080->80/tcp, 90-92/tcp`. Ports in a row that are published
/// nowhere, or on the same numbers, become ranges.
final class PortText {
  private record Port(String ip, long inside, long outside, String protocol) {}

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
    all.sort(PortText::compare);
    var texts = new ArrayList<String>();
    int i = 0;
    while (i < all.size()) {
      int end = i;
      while (end + 1 < all.size() && follows(all.get(end), all.get(end + 1))) {
        end++;
      }
      texts.add(text(all.get(i), all.get(end)));
      i = end + 1;
    }
    return String.join(", ", texts);
  }

  private static int compare(Port a, Port b) {
    boolean ranges = isRange(a) && isRange(b);
    if (a.inside != b.inside && !(ranges && !a.ip.equals(b.ip))) {
      return Long.compare(a.inside, b.inside);
    }
    if (!a.ip.equals(b.ip)) {
      return a.ip.compareTo(b.ip);
    }
    if (a.outside != b.outside) {
      return Long.compare(a.outside, b.outside);
    }
    return a.protocol.compareTo(b.protocol);
  }

  private static boolean isRange(Port port) {
    return port.outside == 0 || port.outside == port.inside;
  }

  private static boolean follows(Port a, Port b) {
    return isRange(a)
        && isRange(b)
        && (a.outside == 0) == (b.outside == 0)
        && b.inside == a.inside + 1
        && a.ip.equals(b.ip)
        && a.protocol.equals(b.protocol);
  }

  private static String text(Port first, Port last) {
    String inside = range(first.inside, last.inside) + "/" + first.protocol;
    if (first.outside == 0) {
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
