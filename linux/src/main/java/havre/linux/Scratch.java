package havre.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Native memory for the arguments of one call: the place where errno is captured, and room for
/// paths and small structures.
///
/// An arena for each call would cost more than the call, so scratches are recycled through a small
/// lock-free table. Use it in a try-with-resources block only, and let nothing allocated from it
/// outlive the block. The memory is freed by the garbage collector, so an address taken from it
/// stays valid as long as the scratch is open, on whatever thread.
public final class Scratch implements AutoCloseable {
  private static final int SIZE = 8 * 1024;
  private static final int CAPTURE_SIZE = 16;
  private static final int SLOTS = 64;
  private static final AtomicReferenceArray<@Nullable Scratch> IDLE =
      new AtomicReferenceArray<>(SLOTS);

  private final MemorySegment memory = Arena.ofAuto().allocate(SIZE, 16);
  private final MemorySegment capture = memory.asSlice(0, LibC.CAPTURE);
  private long used = CAPTURE_SIZE;
  private final List<MemorySegment> overflow = new ArrayList<>();

  private Scratch() {}

  public static Scratch take() {
    Scratch idle = IDLE.getAndSet(slot(), null);
    return idle == null ? new Scratch() : idle;
  }

  /// The segment into which a call's errno is captured.
  public MemorySegment capture() {
    return capture;
  }

  int errno() {
    return capture.get(JAVA_INT, 0);
  }

  /// Memory of at least the given size, aligned to 16 bytes. What it holds is not defined.
  public MemorySegment allocate(long size) {
    long end = used + ((size + 15) & ~15L);
    if (end > SIZE) {
      MemorySegment large = Arena.ofAuto().allocate(size, 16);
      overflow.add(large);
      return large;
    }
    MemorySegment slice = memory.asSlice(used, size);
    used = end;
    return slice;
  }

  /// Memory of the given size, all zero.
  public MemorySegment zeroed(long size) {
    return allocate(size).fill((byte) 0);
  }

  /// The address of a file name or other text as a C string; names with bytes that aren't UTF-8
  /// come as [KernelText] maps them.
  public long text(String text) {
    byte[] bytes = KernelText.encode(text);
    MemorySegment target = allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, target, JAVA_BYTE, 0, bytes.length);
    target.set(JAVA_BYTE, bytes.length, (byte) 0);
    return target.address();
  }

  /// The bytes, copied.
  public MemorySegment bytes(byte[] bytes) {
    MemorySegment target = allocate(Math.max(1, bytes.length));
    MemorySegment.copy(bytes, 0, target, JAVA_BYTE, 0, bytes.length);
    return target;
  }

  @Override
  public void close() {
    overflow.clear();
    used = CAPTURE_SIZE;
    IDLE.set(slot(), this);
  }

  private static int slot() {
    return (int) Thread.currentThread().threadId() & (SLOTS - 1);
  }
}
