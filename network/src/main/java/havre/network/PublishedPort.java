package havre.network;

/// A port of a container that is published: what `NetworkSettings.Ports` shows.
///
/// @param hostIp the host's address, `0.0.0.0` or `::` for all of a family
public record PublishedPort(Protocol protocol, String hostIp, int hostPort, int containerPort) {}
