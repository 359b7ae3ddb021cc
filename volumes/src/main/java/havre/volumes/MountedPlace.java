package havre.volumes;

/// Where a running container has a volume.
///
/// @param pid its first process
/// @param destination the path within it
public record MountedPlace(int pid, String destination) {}
