package havre.engine.exec;

import org.jspecify.annotations.Nullable;

/// An exec as a reader sees it.
///
/// @param user of its process, which may be the container's
/// @param exitCode `null` until it has ended
/// @param pid on the host; 0 until it was started
public record ExecView(
    String id,
    String containerId,
    ExecSpec spec,
    String user,
    boolean running,
    @Nullable Integer exitCode,
    int pid) {}
