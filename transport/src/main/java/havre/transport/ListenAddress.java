package havre.transport;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a server listens.
public sealed interface ListenAddress {
  /// A unix socket, mode 0660, owned by `group` where one is given (a name or a number). A socket
  /// that nobody serves any more is replaced.
  record UnixSocket(Path path, @Nullable String group) implements ListenAddress {}

  /// A TCP port; without TLS anyone who reaches it rules the machine, so the server warns.
  record Tcp(String host, int port, @Nullable TlsFiles tls) implements ListenAddress {}

  /// PEM files: our certificate and key, and the authority that client certificates must come from
  /// (null: clients need none).
  record TlsFiles(Path certificate, Path key, @Nullable Path clientAuthority) {}
}
