package havre.linux.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Bytes outside the heap that system calls read and write. Its owner keeps it and uses it again
/// and again; it is freed when it can no longer be reached. Not thread-safe.
public final class NativeBuffer {
  private final MemorySegment segment;

  private NativeBuffer(MemorySegment segment) {
    this.segment = segment;
  }

  public static NativeBuffer allocate(int capacity) {
    return new NativeBuffer(Arena.ofAuto().allocate(capacity, 16));
  }

  public static NativeBuffer of(byte[] bytes) {
    NativeBuffer buffer = allocate(Math.max(1, bytes.length));
    buffer.put(0, bytes, 0, bytes.length);
    return buffer;
  }

  public int capacity() {
    return (int) segment.byteSize();
  }

  public byte get(int index) {
    return segment.get(JAVA_BYTE, index);
  }

  public void get(int index, byte[] target, int offset, int length) {
    MemorySegment.copy(segment, JAVA_BYTE, index, target, offset, length);
  }

  /// A copy of a range.
  public byte[] bytes(int index, int length) {
    var copy = new byte[length];
    get(index, copy, 0, length);
    return copy;
  }

  public void put(int index, byte value) {
    segment.set(JAVA_BYTE, index, value);
  }

  public void put(int index, byte[] source, int offset, int length) {
    MemorySegment.copy(source, offset, segment, JAVA_BYTE, index, length);
  }

  /// Moves a range inside the buffer; the two may overlap.
  public void move(int from, int to, int length) {
    MemorySegment.copy(segment, from, segment, to, length);
  }

  /// A view of a range that shares this memory, big-endian as every new byte buffer.
  public ByteBuffer view(int index, int length) {
    return segment.asSlice(index, length).asByteBuffer();
  }

  /// The memory itself, for the packages of this module.
  public MemorySegment segment() {
    return segment;
  }

  /// The address of a range, after checking that it lies inside.
  long address(int index, int length) {
    return segment.asSlice(index, length).address();
  }
}
