package havre.store.diff;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import havre.linux.Fd;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// How to write a layer's archive again, byte for byte: everything of it that is not a file's
/// content, and where the contents lie. So a layer needs no second copy on disk.
///
/// The file is a zstd stream of records: `R`, a length and as many raw bytes; or `F`, an ordinal, a
/// length, and the path of the file below the layer's directory. Contents of files that a later
/// entry of the same archive replaced are kept under their ordinals in a folder beside.
final class ArchiveRecipe {
  private static final int RAW = 'R';
  private static final int FILE = 'F';
  private static final int LEVEL = 1;
  private static final int BUFFER = 128 * 1024;
  private static final int MAX_RAW = 1 << 20;

  private ArchiveRecipe() {}

  /// Writes a recipe while the archive is read.
  static final class Writer implements RawSink, AutoCloseable {
    private final DataOutputStream out;
    private int ordinal;

    Writer(Path recipe) throws IOException {
      OutputStream file = new BufferedOutputStream(Files.newOutputStream(recipe), BUFFER);
      out =
          new DataOutputStream(new BufferedOutputStream(new ZstdOutputStream(file, LEVEL), BUFFER));
    }

    @Override
    public void raw(byte[] bytes, int offset, int length) throws IOException {
      for (int done = 0; done < length; ) {
        int count = Math.min(length - done, MAX_RAW);
        out.writeByte(RAW);
        out.writeInt(count);
        out.write(bytes, offset + done, count);
        done += count;
      }
    }

    /// Notes that a file's content comes here.
    ///
    /// @return the ordinal under which the content is to be kept should the file be replaced
    int file(String path, long length) throws IOException {
      out.writeByte(FILE);
      out.writeInt(ordinal);
      out.writeLong(length);
      out.writeUTF(path);
      return ordinal++;
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /// Writes the archive.
  ///
  /// @param diff the layer's directory
  /// @param kept the folder of replaced files' contents
  static void replay(Path recipe, Path diff, Path kept, OutputStream out) throws IOException {
    var buffer = new byte[BUFFER];
    try (InputStream file = Files.newInputStream(recipe);
        var in = new DataInputStream(new BufferedInputStream(new ZstdInputStream(file), BUFFER));
        Root root = Root.open(diff.toString())) {
      int kind;
      while ((kind = in.read()) >= 0) {
        if (kind == RAW) {
          copy(in, in.readInt(), buffer, out);
          continue;
        }
        int ordinal = in.readInt();
        long length = in.readLong();
        String path = in.readUTF();
        Path replaced = kept.resolve(String.valueOf(ordinal));
        if (Files.exists(replaced)) {
          try (InputStream content = Files.newInputStream(replaced)) {
            copy(content, length, buffer, out);
          }
        } else {
          try (Fd content = root.open(path, OpenHow.READ.noFollow());
              InputStream bytes =
                  Files.newInputStream(Path.of("/proc/self/fd/" + content.number()))) {
            copy(bytes, length, buffer, out);
          }
        }
      }
    }
  }

  private static void copy(InputStream in, long length, byte[] buffer, OutputStream out)
      throws IOException {
    long left = length;
    while (left > 0) {
      int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (count < 0) {
        throw new EOFException("a layer's file is shorter than it was");
      }
      out.write(buffer, 0, count);
      left -= count;
    }
  }
}
