package havre.store.diff;

import com.github.luben.zstd.ZstdOutputStream;
import havre.linux.KernelText;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// Writes down all of an archive but what is found in the unpacked files, so that [ArchiveReplay]
/// can give the archive back byte for byte.
///
/// The format is a zstd stream of items: `R` length bytes, for bytes as they are; `F` path, number
/// of runs, offset and length of each, for content of a file of the layer; `E` at the end. Numbers
/// are big-endian.
final class ArchiveRecorder implements RawSink, AutoCloseable {
  static final int RAW = 'R';
  static final int FILE = 'F';
  static final int END = 'E';
  static final int MAX_RAW = 64 * 1024;

  private static final int LEVEL = 1;

  private final DataOutputStream out;
  private final byte[] pending = new byte[MAX_RAW];
  private int pendingLength;
  private long files;

  ArchiveRecorder(OutputStream target) throws IOException {
    out = new DataOutputStream(new BufferedOutputStream(new ZstdOutputStream(target, LEVEL)));
  }

  @Override
  public void raw(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int left = length;
    while (left > 0) {
      if (pendingLength == MAX_RAW) {
        flushRaw();
      }
      int count = Math.min(left, MAX_RAW - pendingLength);
      System.arraycopy(bytes, at, pending, pendingLength, count);
      pendingLength += count;
      at += count;
      left -= count;
    }
  }

  /// Records that content of a file comes next.
  void file(String path, List<TarEntry.Segment> runs) throws IOException {
    flushRaw();
    byte[] name = KernelText.encode(path);
    out.writeByte(FILE);
    out.writeInt(name.length);
    out.write(name);
    out.writeInt(runs.size());
    for (TarEntry.Segment run : runs) {
      out.writeLong(run.offset());
      out.writeLong(run.length());
    }
    files++;
  }

  /// How many files were recorded so far.
  long files() {
    return files;
  }

  private void flushRaw() throws IOException {
    if (pendingLength > 0) {
      out.writeByte(RAW);
      out.writeInt(pendingLength);
      out.write(pending, 0, pendingLength);
      pendingLength = 0;
    }
  }

  /// Completes the record.
  void finish() throws IOException {
    flushRaw();
    out.writeByte(END);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
