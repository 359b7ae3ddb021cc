package havre.network.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// The names that a server knows itself, and whom it asks for all others.
public interface Zone {

  /// The addresses of a name, of both families, in the order in which they are to be tried; empty
  /// when others are to be asked.
  ///
  /// @param name in lower case
  Optional<List<InetAddress>> addresses(String name);

  /// The names of an address; empty when others are to be asked.
  List<String> names(InetAddress address);

  /// Who is asked for what it doesn't know; nobody when no question may leave.
  List<InetSocketAddress> upstream();
}
