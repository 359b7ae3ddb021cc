package havre.runtime;

/// A resource limit of a process.
///
/// @param name as `docker run --ulimit` has it: `nofile`, `nproc`, `core`, …
/// @param soft -1 is unlimited
/// @param hard -1 is unlimited
public record Rlimit(String name, long soft, long hard) {}
