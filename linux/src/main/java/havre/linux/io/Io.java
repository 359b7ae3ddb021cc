package havre.linux.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.LinuxException;
import havre.linux.Scratch;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/// Reading, writing and the other calls on a descriptor.
///
/// Calls on a blocking descriptor hold the thread inside the kernel: make them on platform threads
/// only, or on descriptors that are non-blocking or known to be ready.
public final class Io {
  /// What reading and writing return on a non-blocking descriptor that isn't ready.
  public static final int WOULD_BLOCK = -1;

  private static final LibCall READ = LibCall.returningLong("read");
  private static final LibCall WRITE = LibCall.returningLong("write");
  private static final LibCall PREAD = LibCall.returningLong("pread");
  private static final LibCall PWRITE = LibCall.returningLong("pwrite");
  private static final LibCall LSEEK = LibCall.returningLong("lseek");
  private static final LibCall FTRUNCATE = LibCall.returningInt("ftruncate");
  private static final LibCall FALLOCATE = LibCall.returningInt("fallocate");
  private static final LibCall FSYNC = LibCall.returningInt("fsync");
  private static final LibCall FDATASYNC = LibCall.returningInt("fdatasync");
  private static final LibCall SPLICE = LibCall.returningLong("splice");
  private static final LibCall TEE = LibCall.returningLong("tee");
  private static final LibCall COPY_FILE_RANGE = LibCall.returningLong("copy_file_range");
  private static final LibCall FCNTL = LibCall.returningInt("fcntl");
  private static final LibCall IOCTL = LibCall.returningInt("ioctl");

  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int O_NONBLOCK = 0x800;
  private static final int SPLICE_F_MOVE = 1;
  private static final int SPLICE_F_NONBLOCK = 2;
  private static final int FIONREAD = 0x541B;
  private static final int FALLOC_FL_KEEP_SIZE = 1;
  private static final int FALLOC_FL_PUNCH_HOLE = 2;
  private static final int CHUNK = 4 * 1024;

  private Io() {}

  /// Reads into a range of the buffer.
  ///
  /// @return the bytes read, 0 at the end, or [#WOULD_BLOCK]
  public static int read(Fd fd, NativeBuffer buffer, int index, int length) {
    long address = buffer.address(index, length);
    try (var scratch = Scratch.take()) {
      return transferred(READ, READ.attempt(scratch, fd.number(), address, length, 0), fd);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  /// Reads at a position of a file, without moving its offset.
  ///
  /// @return the bytes read, 0 at the end
  public static int readAt(Fd fd, long position, NativeBuffer buffer, int index, int length) {
    long address = buffer.address(index, length);
    try (var scratch = Scratch.take()) {
      return (int) PREAD.invoke(scratch, fd, fd.number(), address, length, position);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  /// Writes a range of the buffer.
  ///
  /// @return the bytes written, perhaps fewer than asked for, or [#WOULD_BLOCK]
  public static int write(Fd fd, NativeBuffer buffer, int index, int length) {
    long address = buffer.address(index, length);
    try (var scratch = Scratch.take()) {
      return transferred(WRITE, WRITE.attempt(scratch, fd.number(), address, length, 0), fd);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  /// Writes a range of the buffer at a position of a file.
  public static int writeAt(Fd fd, long position, NativeBuffer buffer, int index, int length) {
    long address = buffer.address(index, length);
    try (var scratch = Scratch.take()) {
      return (int) PWRITE.invoke(scratch, fd, fd.number(), address, length, position);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }

  /// Writes all of a range to a blocking descriptor.
  public static void writeFully(Fd fd, NativeBuffer buffer, int index, int length) {
    int done = 0;
    while (done < length) {
      int written = write(fd, buffer, index + done, length - done);
      if (written == WOULD_BLOCK) {
        throw new LinuxException("write", Errno.EAGAIN, fd.toString());
      }
      done += written;
    }
  }

  /// Writes all of the bytes to a blocking descriptor; short ones in a single call, as the files of
  /// /proc and cgroups need it.
  public static void writeFully(Fd fd, byte[] bytes) {
    try (var scratch = Scratch.take()) {
      long address = scratch.bytes(bytes).address();
      long done = 0;
      do {
        done += WRITE.invoke(scratch, fd, fd.number(), address + done, bytes.length - done);
      } while (done < bytes.length);
    }
  }

  /// Reads from the descriptor's offset to its end.
  ///
  /// @throws LinuxException EFBIG when there is more than the limit
  public static byte[] readFully(Fd fd, int limit) {
    try (var scratch = Scratch.take()) {
      MemorySegment chunk = scratch.allocate(CHUNK);
      var out = new ByteArrayOutputStream();
      while (true) {
        int count = (int) READ.invoke(scratch, fd, fd.number(), chunk.address(), CHUNK);
        if (count == 0) {
          return out.toByteArray();
        }
        if (out.size() + count > limit) {
          throw new LinuxException("read", Errno.EFBIG, fd.toString());
        }
        out.writeBytes(chunk.asSlice(0, count).toArray(JAVA_BYTE));
      }
    }
  }

  /// Moves the offset of a file to a position from its start.
  public static void seek(Fd fd, long position) {
    try (var scratch = Scratch.take()) {
      LSEEK.invoke(scratch, fd, fd.number(), position, 0);
    }
  }

  public static void truncate(Fd fd, long length) {
    try (var scratch = Scratch.take()) {
      FTRUNCATE.invoke(scratch, fd, fd.number(), length);
    }
  }

  /// Gives back the space of a range of a file, which reads as zeros then; the size stays.
  public static void punchHole(Fd fd, long offset, long length) {
    try (var scratch = Scratch.take()) {
      int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
      FALLOCATE.invoke(scratch, fd, fd.number(), mode, offset, length);
    }
  }

  public static void sync(Fd fd) {
    try (var scratch = Scratch.take()) {
      FSYNC.invoke(scratch, fd, fd.number());
    }
  }

  public static void syncData(Fd fd) {
    try (var scratch = Scratch.take()) {
      FDATASYNC.invoke(scratch, fd, fd.number());
    }
  }

  /// Moves bytes between a pipe and another descriptor inside the kernel, never waiting for the
  /// pipe (a blocking socket or terminal on the other side may still wait).
  ///
  /// @return the bytes moved, 0 at the end, or [#WOULD_BLOCK]
  public static int splice(Fd from, Fd to, int length) {
    try (var scratch = Scratch.take()) {
      long flags = SPLICE_F_MOVE | SPLICE_F_NONBLOCK;
      long result = SPLICE.attempt(scratch, from.number(), 0, to.number(), 0, length, flags);
      return transferred(SPLICE, result, from);
    }
  }

  /// As [#splice], to a position of a file, whose offset isn't moved.
  public static int spliceAt(Fd from, Fd to, long position, int length) {
    try (var scratch = Scratch.take()) {
      var offset = scratch.allocate(8);
      offset.set(JAVA_LONG, 0, position);
      long flags = SPLICE_F_MOVE | SPLICE_F_NONBLOCK;
      long result =
          SPLICE.attempt(scratch, from.number(), 0, to.number(), offset.address(), length, flags);
      return transferred(SPLICE, result, from);
    }
  }

  /// Copies what a pipe holds into another without consuming it.
  public static int tee(Fd from, Fd to, int length) {
    try (var scratch = Scratch.take()) {
      long result = TEE.attempt(scratch, from.number(), to.number(), length, SPLICE_F_NONBLOCK);
      return transferred(TEE, result, from);
    }
  }

  /// Copies between two files from their offsets on, sharing blocks where the file system can.
  ///
  /// @return the bytes copied, 0 at the end
  public static long copyRange(Fd from, Fd to, long length) {
    try (var scratch = Scratch.take()) {
      return COPY_FILE_RANGE.invoke(scratch, from, from.number(), 0, to.number(), 0, length, 0);
    }
  }

  public static void setNonBlocking(Fd fd, boolean nonBlocking) {
    try (var scratch = Scratch.take()) {
      long flags = FCNTL.invoke(scratch, fd, fd.number(), F_GETFL);
      long wanted = nonBlocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
      if (wanted != flags) {
        FCNTL.invoke(scratch, fd, fd.number(), F_SETFL, wanted);
      }
    }
  }

  /// Another descriptor of the same open file, with close-on-exec.
  public static Fd duplicate(Fd fd) {
    return duplicate(fd, 0);
  }

  /// As [#duplicate(Fd)], with a number of at least the one given.
  public static Fd duplicate(Fd fd, int atLeast) {
    try (var scratch = Scratch.take()) {
      return Fd.of((int) FCNTL.invoke(scratch, fd, fd.number(), F_DUPFD_CLOEXEC, atLeast));
    }
  }

  /// How many bytes can be read at once from a pipe, socket or terminal.
  public static int available(Fd fd) {
    try (var scratch = Scratch.take()) {
      var count = scratch.zeroed(4);
      IOCTL.invoke(scratch, fd, fd.number(), FIONREAD, count.address());
      return count.get(JAVA_INT, 0);
    }
  }

  static int transferred(LibCall call, long result, Object object) {
    if (result == -Errno.EAGAIN.number()) {
      return WOULD_BLOCK;
    }
    return (int) call.check(result, object);
  }
}
