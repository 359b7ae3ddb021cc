package havre.network;

/// A port of a container that is published: what `NetworkSettings.Ports` shows.
///
/// @param hostIp the host's address, `0.0.0.0` or `::` for all of a family
/// @param hostPort 0 where other machines reach the container by its own address
public record PublishedPort(Protocol protocol, String hostIp, int hostPort, int containerPort) {

  /// Whether it is no port of the host.
  public boolean isRouted() {
    return hostPort == 0;
  }
}
