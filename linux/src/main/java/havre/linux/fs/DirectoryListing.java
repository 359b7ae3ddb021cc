package havre.linux.fs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import havre.linux.Fd;
import havre.linux.KernelText;
import havre.linux.LibCall;
import havre.linux.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Reads the names in an open directory.
///
/// ```
/// struct linux_dirent64 {
///   u64 d_ino; s64 d_off; unsigned short d_reclen; unsigned char d_type; char d_name[];
/// };
/// ```
public final class DirectoryListing {
  private static final LibCall GETDENTS64 = LibCall.returningLong("getdents64");
  private static final int BUFFER = 32 * 1024;
  private static final int LENGTH_OFFSET = 16;
  private static final int TYPE_OFFSET = 18;
  private static final int NAME_OFFSET = 19;
  private static final int DT_DIR = 4;

  private DirectoryListing() {}

  /// One name in a directory.
  ///
  /// @param directory whether it is a directory, as far as the file system says so without being
  ///   asked for its status
  public record Entry(String name, boolean directory) {}

  /// The entries from the descriptor's offset on, without `.` and `..`, in the file system's order.
  /// The descriptor must not be opened as a path only.
  public static List<Entry> of(Fd directory) {
    var entries = new ArrayList<Entry>();
    try (var scratch = Scratch.take()) {
      MemorySegment buffer = scratch.allocate(BUFFER);
      while (true) {
        long count =
            GETDENTS64.invoke(scratch, directory, directory.number(), buffer.address(), BUFFER);
        if (count == 0) {
          return entries;
        }
        addAll(buffer, count, entries);
      }
    }
  }

  private static void addAll(MemorySegment buffer, long count, List<Entry> entries) {
    long at = 0;
    while (at < count) {
      int length = buffer.get(JAVA_SHORT, at + LENGTH_OFFSET) & 0xFFFF;
      byte[] bytes = buffer.asSlice(at + NAME_OFFSET, length - NAME_OFFSET).toArray(JAVA_BYTE);
      int end = 0;
      while (bytes[end] != 0) {
        end++;
      }
      String name = KernelText.decode(bytes, 0, end);
      if (!name.equals(".") && !name.equals("..")) {
        entries.add(new Entry(name, buffer.get(JAVA_BYTE, at + TYPE_OFFSET) == DT_DIR));
      }
      at += length;
    }
  }
}
