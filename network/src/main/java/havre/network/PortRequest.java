package havre.network;

import havre.common.HavreException;

/// A wish to publish one port of a container (`-p`).
///
/// @param hostIp the host's address to publish on; empty for the default (all)
/// @param hostPort the first host port that will do; 0 for any of the ephemeral range
/// @param hostPortEnd the last host port that will do; the same as `hostPort` for exactly one
public record PortRequest(
    Protocol protocol, String hostIp, int hostPort, int hostPortEnd, int containerPort) {
  private static final int MAX_PORT = 65_535;

  public PortRequest {
    if (containerPort < 1 || containerPort > MAX_PORT) {
      throw HavreException.invalid("invalid container port: " + containerPort);
    }
    if (hostPort < 0 || hostPortEnd > MAX_PORT || hostPortEnd < hostPort) {
      throw HavreException.invalid("invalid host port range: " + hostPort + "-" + hostPortEnd);
    }
  }

  /// Any free port of the ephemeral range on the default address.
  public static PortRequest ephemeral(Protocol protocol, int containerPort) {
    return new PortRequest(protocol, "", 0, 0, containerPort);
  }

  /// One fixed port on the default address.
  public static PortRequest of(Protocol protocol, int hostPort, int containerPort) {
    return new PortRequest(protocol, "", hostPort, hostPort, containerPort);
  }

  boolean isEphemeral() {
    return hostPort == 0;
  }
}
