package havre.runtime.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How many bytes of each stream some records hold, as the process wrote them.
///
/// @param end the place after the last whole record
public record PayloadCount(long stdout, long stderr, long end) {
  private static final int CHUNK = 1024 * 1024;

  /// Counts whole records in an array. The array's records are decoded, hence destroyed: give a
  /// copy.
  public static PayloadCount of(byte[] records, int from, int to) {
    var parser = new RecordParser();
    long stdout = 0;
    long stderr = 0;
    int start = from;
    for (int i = from; i < to; i++) {
      if (records[i] == '\n') {
        if (parser.parse(records, start, i)) {
          if (parser.isStderr()) {
            stderr += parser.writtenLength();
          } else {
            stdout += parser.writtenLength();
          }
        }
        start = i + 1;
      }
    }
    return new PayloadCount(stdout, stderr, start);
  }

  /// Counts the whole records of a log that come after a place in one of its files, which may have
  /// been rotated since.
  ///
  /// @param inode which file the place is in
  /// @return the counts, zero when that file is gone, and where the current file's last whole
  ///   record ends
  static PayloadCount after(List<Path> oldestFirst, Path current, long inode, long offset)
      throws IOException {
    long stdout = 0;
    long stderr = 0;
    long end = 0;
    boolean found = false;
    for (Path file : oldestFirst) {
      long from = 0;
      if (!found) {
        found = Long.valueOf(inode).equals(LogFiles.fileKey(file));
        from = offset;
      }
      if (found || file.equals(current)) {
        PayloadCount count = inFile(file, found ? from : 0);
        if (found) {
          stdout += count.stdout;
          stderr += count.stderr;
        }
        end = count.end;
      }
    }
    return new PayloadCount(stdout, stderr, end);
  }

  private static PayloadCount inFile(Path file, long from) throws IOException {
    try (var in = Files.newInputStream(file)) {
      in.skipNBytes(Math.min(from, Files.size(file)));
      byte[] buffer = new byte[CHUNK];
      long stdout = 0;
      long stderr = 0;
      long position = from;
      int kept = 0;
      while (true) {
        int count = in.read(buffer, kept, buffer.length - kept);
        if (count < 0) {
          return new PayloadCount(stdout, stderr, position);
        }
        int filled = kept + count;
        PayloadCount part = of(buffer, 0, filled);
        stdout += part.stdout;
        stderr += part.stderr;
        position += part.end;
        kept = filled - (int) part.end;
        System.arraycopy(buffer, (int) part.end, buffer, 0, kept);
        if (kept == buffer.length) {
          throw new IOException("a record of " + file + " is longer than " + CHUNK + " bytes");
        }
      }
    }
  }
}
