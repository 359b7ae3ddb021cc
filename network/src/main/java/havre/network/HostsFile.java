package havre.network;

import havre.common.HavreException;
import java.util.ArrayList;
import java.util.List;

/// The content of a container's `/etc/hosts`, as Docker writes it.
public final class HostsFile {
  private static final String HOST_GATEWAY = "host-gateway";
  private static final List<Entry> LOOPBACK =
      List.of(
          new Entry("127.0.0.1", "localhost"),
          new Entry("::1", "localhost ip6-localhost ip6-loopback"),
          new Entry("fe00::0", "ip6-localnet"),
          new Entry("ff00::0", "ip6-mcastprefix"),
          new Entry("ff02::1", "ip6-allnodes"),
          new Entry("ff02::2", "ip6-allrouters"));

  private HostsFile() {}

  /// One line: an address and its names.
  public record Entry(String address, String names) {

    /// Reads `name:address` or `name=address` (`--add-host`); `host-gateway` stands for the host.
    public static Entry parse(String text, String hostGateway) {
      int equals = text.indexOf('=');
      int separator = equals >= 0 ? equals : text.indexOf(':');
      if (separator <= 0) {
        throw HavreException.invalid("bad format for add-host: \"" + text + "\"");
      }
      String name = text.substring(0, separator);
      String address = text.substring(separator + 1);
      if (address.startsWith("[") && address.endsWith("]")) {
        address = address.substring(1, address.length() - 1);
      }
      if (address.equals(HOST_GATEWAY)) {
        address = hostGateway;
      }
      if (!IpAddresses.isAddress(address)) {
        throw HavreException.invalid("invalid IP address in add-host: \"" + address + "\"");
      }
      return new Entry(address, name);
    }
  }

  /// The file of a container.
  ///
  /// @param extra entries of `--add-host` and links
  /// @param own the container's own addresses and names; empty without a network of its own
  public static String content(List<Entry> extra, List<Entry> own) {
    return content(extra, own, true);
  }

  /// As [#content(List, List)].
  ///
  /// @param ipv6 whether the container has IPv6, on its loopback at least
  public static String content(List<Entry> extra, List<Entry> own, boolean ipv6) {
    var lines = new ArrayList<>(ipv6 ? LOOPBACK : LOOPBACK.subList(0, 1));
    lines.addAll(extra);
    lines.addAll(own);
    var text = new StringBuilder();
    for (Entry entry : lines) {
      text.append(entry.address()).append('\t').append(entry.names()).append('\n');
    }
    return text.toString();
  }

  /// The container's own entries: its addresses with its host name, and with the part of it before
  /// the first dot when it has a domain.
  public static List<Entry> own(Endpoint endpoint, String hostname, String domainname) {
    String full = domainname.isEmpty() ? hostname : hostname + "." + domainname;
    int dot = full.indexOf('.');
    String names = dot > 0 ? full + " " + full.substring(0, dot) : full;
    return endpoint.addresses().stream()
        .map(address -> new Entry(address.address(), names))
        .toList();
  }

  /// A file with further entries at its end.
  public static String with(String text, List<Entry> added) {
    var result = new StringBuilder(text);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      result.append('\n');
    }
    added.forEach(entry -> result.append(line(entry)).append('\n'));
    return result.toString();
  }

  /// A file without certain entries.
  public static String without(String text, List<Entry> removed) {
    List<String> lines = removed.stream().map(HostsFile::line).toList();
    var result = new StringBuilder();
    text.lines()
        .filter(line -> !lines.contains(line))
        .forEach(line -> result.append(line).append('\n'));
    return result.toString();
  }

  /// A file without the entries whose first name is the given one.
  public static String withoutName(String text, String name) {
    var result = new StringBuilder();
    text.lines()
        .filter(line -> {
          String[] words = line.split("\\s+");
          return words.length < 2 || !words[1].equals(name);
        })
        .forEach(line -> result.append(line).append('\n'));
    return result.toString();
  }

  private static String line(Entry entry) {
    return entry.address() + "\t" + entry.names();
  }
}
