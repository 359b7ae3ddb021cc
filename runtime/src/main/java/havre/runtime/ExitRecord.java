package havre.runtime;

import java.time.Instant;

/// How a process ended.
///
/// @param code its exit code; 128 and the signal where one killed it
/// @param signal the signal that killed it; 0 is none
/// @param oomKilled whether the kernel killed something in the container for want of memory
public record ExitRecord(int code, int signal, Instant finishedAt, boolean oomKilled) {}
