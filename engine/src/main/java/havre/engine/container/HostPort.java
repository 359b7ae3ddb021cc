package havre.engine.container;

/// Where on the host a container's port is to be found.
///
/// @param hostIp empty for every address
/// @param hostPort empty for one of the engine's choice; in a request also a range, `8000-8010`
public record HostPort(String hostIp, String hostPort) {}
