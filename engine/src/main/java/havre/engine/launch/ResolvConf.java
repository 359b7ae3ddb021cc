package havre.engine.launch;

import havre.engine.container.HostOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The text of a container's `/etc/resolv.conf`: what is asked for, else what the daemon was told,
/// else the host's without the name servers that only the host reaches.
public final class ResolvConf {
  private static final List<String> FALLBACK = List.of("8.8.8.8", "8.8.4.4");
  private static final Path RESOLVED_STUB = Path.of("/run/systemd/resolve/resolv.conf");

  private final Path hostFile;
  private final Defaults defaults;

  /// The daemon's own settings; empty lists leave it to the host.
  public record Defaults(List<String> servers, List<String> options, List<String> search) {
    public static final Defaults NONE = new Defaults(List.of(), List.of(), List.of());

    public Defaults {
      servers = List.copyOf(servers);
      options = List.copyOf(options);
      search = List.copyOf(search);
    }
  }

  private record Host(List<String> servers, List<String> options, List<String> search) {}

  public ResolvConf(Path hostFile, Defaults defaults) {
    this.hostFile = hostFile;
    this.defaults = defaults;
  }

  /// @param hostNetwork whether the container is in the host's network, so that it reaches the
  ///   host's own loopback
  String text(HostOptions.Networking asked, boolean hostNetwork) throws IOException {
    Host host = host();
    List<String> servers = first(asked.dns(), defaults.servers, host.servers);
    boolean fromHost = asked.dns().isEmpty() && defaults.servers.isEmpty();
    if (fromHost && !hostNetwork) {
      servers = servers.stream().filter(ResolvConf::reachable).toList();
      if (servers.isEmpty()) {
        servers = FALLBACK;
      }
    }
    List<String> search = first(asked.dnsSearch(), defaults.search, host.search);
    List<String> options = first(asked.dnsOptions(), defaults.options, host.options);
    var text = new StringBuilder();
    servers.forEach(server -> text.append("nameserver ").append(server).append('\n'));
    if (!search.isEmpty() && !search.equals(List.of("."))) {
      text.append("search ").append(String.join(" ", search)).append('\n');
    }
    if (!options.isEmpty()) {
      text.append("options ").append(String.join(" ", options)).append('\n');
    }
    return text.toString();
  }

  private static List<String> first(List<String> asked, List<String> daemon, List<String> host) {
    if (!asked.isEmpty()) {
      return asked;
    }
    return daemon.isEmpty() ? host : daemon;
  }

  private static boolean reachable(String server) {
    return !server.startsWith("127.") && !server.equals("::1") && server.indexOf('%') < 0;
  }

  private Host host() throws IOException {
    Host own = parse(read(hostFile));
    boolean stub = own.servers.equals(List.of("127.0.0.53")) && Files.exists(RESOLVED_STUB);
    return stub ? parse(read(RESOLVED_STUB)) : own;
  }

  private static List<String> read(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static Host parse(List<String> lines) {
    var servers = new ArrayList<String>();
    var options = new ArrayList<String>();
    List<String> search = List.of();
    for (String line : lines) {
      List<String> words = List.of(line.strip().split("\\s+"));
      List<String> values = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "nameserver" -> servers.addAll(values);
        case "search", "domain" -> search = values;
        case "options" -> options.addAll(values);
        default -> {
          // Comments, and what no container needs.
        }
      }
    }
    return new Host(servers, options, search);
  }
}
