package havre.network;

import havre.linux.Fd;
import java.util.List;

/// The published ports of one endpoint with the sockets that keep them from being taken by another
/// program.
///
/// The sockets belong to whoever holds this record: they are handed to the container's holder,
/// which keeps them for as long as the container lives, and are closed here afterwards. Closing
/// does not unpublish; [Networks#release] does.
public record Publication(List<PublishedPort> ports, List<Fd> reservations)
    implements AutoCloseable {
  public Publication {
    ports = List.copyOf(ports);
    reservations = List.copyOf(reservations);
  }

  @Override
  public void close() {
    reservations.forEach(Fd::close);
  }
}
