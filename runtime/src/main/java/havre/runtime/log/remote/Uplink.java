package havre.runtime.log.remote;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The connection to a remote log, made when it is needed first and after a failure.
final class Uplink implements AutoCloseable {
  private final RemoteAddress address;
  private RemoteAddress.@Nullable Connection connection;

  Uplink(RemoteAddress address) {
    this.address = address;
  }

  String scheme() {
    return address.scheme();
  }

  RemoteAddress.Connection connectAnew() throws IOException {
    close();
    RemoteAddress.Connection made = address.connect();
    connection = made;
    return made;
  }

  RemoteAddress.Connection connected() throws IOException {
    RemoteAddress.Connection current = connection;
    return current == null ? connectAnew() : current;
  }

  @Override
  public void close() {
    RemoteAddress.Connection current = connection;
    connection = null;
    if (current != null) {
      current.close();
    }
  }
}
