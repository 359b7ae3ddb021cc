package havre.engine.container;

/// What an attaching client wants.
///
/// @param logs first what was said so far
/// @param stream then what is said from now on
/// @param detachKeys `ctrl-p,ctrl-q` and the like; empty for the default
public record AttachRequest(
    boolean logs,
    boolean stream,
    boolean stdin,
    boolean stdout,
    boolean stderr,
    String detachKeys) {}
