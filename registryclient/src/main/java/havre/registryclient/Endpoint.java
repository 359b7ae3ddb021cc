package havre.registryclient;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A place where images of a registry are, and how it is to be asked.
///
/// @param root where its API begins, with a slash at the end
/// @param headers what every request to it bears besides, by lower-case name
/// @param tls what differs for it from everybody's TLS, null for nothing
record Endpoint(
    URI root, Set<Capability> capabilities, Map<String, List<String>> headers, @Nullable Tls tls) {
  /// What an endpoint may be asked for.
  enum Capability {
    /// Content by digest.
    PULL,
    /// Which digest a tag has.
    RESOLVE,
    PUSH
  }

  Endpoint {
    capabilities = Set.copyOf(capabilities);
    headers = Map.copyOf(headers);
  }

  boolean can(Capability capability) {
    return capabilities.contains(capability);
  }

  /// TLS with files of its own.
  ///
  /// @param verified whether the server's certificate must be one that is trusted
  /// @param authorities which are trusted besides the system's
  record Tls(boolean verified, List<Path> authorities, List<ClientFiles> clients) {
    Tls {
      authorities = List.copyOf(authorities);
      clients = List.copyOf(clients);
    }
  }

  /// A client's certificate and its key; both may be in the same file.
  record ClientFiles(Path certificate, Path key) {}
}
