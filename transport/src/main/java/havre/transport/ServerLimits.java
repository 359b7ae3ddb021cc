package havre.transport;

import java.time.Duration;

/// What a server bears from a client.
///
/// @param requestLineBytes longest request line (414 beyond it)
/// @param headerBytes size of all headers together (431 beyond it)
/// @param headTimeout time a client may take from the first byte of a request to the end of its
///   headers
/// @param discardBytes how much of a body that the handler left unread is read to keep the
///   connection; beyond it the connection is closed
public record ServerLimits(
    int requestLineBytes, int headerBytes, Duration headTimeout, int discardBytes) {
  public static ServerLimits standard() {
    return new ServerLimits(64 * 1024, 1024 * 1024, Duration.ofSeconds(30), 256 * 1024);
  }
}
