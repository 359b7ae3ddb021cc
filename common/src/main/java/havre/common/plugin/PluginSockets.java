package havre.common.plugin;

import havre.common.HavreException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Where plugins are found: sockets that they leave in a folder, and files that say where else they
/// listen, `.spec` with an address and `.json` with one in `Addr`.
///
/// @param sockets the folder of sockets
/// @param specifications folders of files
public record PluginSockets(Path sockets, List<Path> specifications) {
  public static final PluginSockets STANDARD =
      new PluginSockets(
          Path.of("/run/docker/plugins"),
          List.of(Path.of("/etc/docker/plugins"), Path.of("/usr/lib/docker/plugins")));

  private static final String SOCKET = ".sock";
  private static final String PLUGIN_NAME = "[a-zA-Z0-9][a-zA-Z0-9_.:/-]*";

  /// All that there are now, in the order of names.
  public List<String> names() {
    var names = new TreeSet<>(names(sockets, List.of(SOCKET)));
    specifications.forEach(folder -> names.addAll(names(folder, List.of(".spec", ".json"))));
    return List.copyOf(names);
  }

  private static List<String> names(Path folder, List<String> endings) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .flatMap(file -> endings.stream().filter(file::endsWith).map(end -> stem(file, end)))
          .toList();
    } catch (IOException e) {
      throw HavreException.internal("plugins in " + folder + ": " + e.getMessage(), e);
    }
  }

  private static String stem(String file, String ending) {
    return file.substring(0, file.length() - ending.length());
  }

  /// Where a plugin listens, if there is one of that name.
  public Optional<SocketAddress> find(String name) {
    if (!name.matches(PLUGIN_NAME) || name.contains("..")) {
      return Optional.empty();
    }
    for (Path socket :
        List.of(sockets.resolve(name + SOCKET), sockets.resolve(name).resolve(name + SOCKET))) {
      if (Files.exists(socket)) {
        return Optional.of(UnixDomainSocketAddress.of(socket));
      }
    }
    for (Path folder : specifications) {
      for (Path directory : List.of(folder, folder.resolve(name))) {
        Optional<SocketAddress> address = specified(directory, name);
        if (address.isPresent()) {
          return address;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<SocketAddress> specified(Path folder, String name) {
    Path plain = folder.resolve(name + ".spec");
    Path json = folder.resolve(name + ".json");
    try {
      if (Files.isRegularFile(plain)) {
        return Optional.of(address(Files.readString(plain).strip(), plain));
      }
      if (Files.isRegularFile(json)) {
        var document = PluginConnection.JSON.readTree(json.toFile());
        if (document.hasNonNull("TLSConfig") && !document.path("TLSConfig").isEmpty()) {
          throw HavreException.invalid(json + ": plugins over TLS are not supported");
        }
        return Optional.of(address(document.path("Addr").asText(), json));
      }
      return Optional.empty();
    } catch (IOException e) {
      throw HavreException.internal("read plugin " + name + ": " + e.getMessage(), e);
    }
  }

  private static SocketAddress address(String text, Path file) {
    URI uri = URI.create(text);
    return switch (String.valueOf(uri.getScheme())) {
      case "unix" -> UnixDomainSocketAddress.of(uri.getPath());
      case "tcp", "http" -> new InetSocketAddress(uri.getHost(), uri.getPort());
      default -> throw HavreException.invalid(file + ": unknown protocol: " + text);
    };
  }
}
