package havre.runtime.streams;

/// Bytes that a process wrote to one of its streams; in arrival order. The array is shared by all
/// who see the chunk: do not change it.
///
/// @param nanos when they were read, in nanoseconds since the epoch
public record OutputChunk(StreamKind stream, byte[] bytes, int offset, int length, long nanos) {}
