package havre.daemon.access;

import havre.client.http.Endpoint;
import havre.common.HavreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where plugins announce themselves: `NAME.sock`, or `NAME.spec` with an address in it.
final class PluginFiles {
  private static final String UNIX = "unix://";
  private static final String TCP = "tcp://";

  private final List<Path> folders;

  PluginFiles(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /// Docker's own places.
  static PluginFiles standard() {
    return new PluginFiles(
        List.of(
            Path.of("/run/docker/plugins"),
            Path.of("/etc/docker/plugins"),
            Path.of("/usr/lib/docker/plugins")));
  }

  /// @throws HavreException where there is none of that name
  Endpoint find(String name) {
    if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
      throw HavreException.invalid("invalid plugin name: " + name);
    }
    for (Path folder : folders) {
      for (Path place : List.of(folder, folder.resolve(name))) {
        Path socket = place.resolve(name + ".sock");
        if (Files.exists(socket)) {
          return new Endpoint.Unix(socket.toString());
        }
        Path spec = place.resolve(name + ".spec");
        if (Files.isRegularFile(spec)) {
          return address(name, read(spec));
        }
      }
    }
    throw HavreException.notFound("plugin \"" + name + "\" not found");
  }

  private static String read(Path spec) {
    try {
      return Files.readString(spec).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Endpoint address(String name, String text) {
    if (text.startsWith(UNIX)) {
      return new Endpoint.Unix(text.substring(UNIX.length()));
    }
    int colon = text.lastIndexOf(':');
    if (text.startsWith(TCP) && colon > TCP.length()) {
      try {
        return new Endpoint.Tcp(
            text.substring(TCP.length(), colon), Integer.parseInt(text.substring(colon + 1)), null);
      } catch (NumberFormatException _) {
        // told below
      }
    }
    throw HavreException.invalid("plugin " + name + ": invalid address: " + text);
  }
}
