package havre.store.diff;

import com.github.luben.zstd.ZstdInputStream;
import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.KernelText;
import havre.linux.LinuxException;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/// Gives an archive back from the record of [ArchiveRecorder] and the unpacked files.
final class ArchiveReplay {
  private static final int BUFFER = 256 * 1024;
  private static final int MAX_NAME = 1 << 20;
  private static final OpenHow CONTENT = OpenHow.READ.inRoot().noFollow().nonBlocking();

  private final Fd root;
  private final Fd layer;
  private final List<Displaced> displaced;
  private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER);
  private final byte[] bytes = new byte[BUFFER];
  private long index;

  ArchiveReplay(Fd root, Fd layer, List<Displaced> displaced) {
    this.root = root;
    this.layer = layer;
    this.displaced = displaced;
  }

  void write(InputStream record, OutputStream out) throws IOException {
    var in = new DataInputStream(new BufferedInputStream(new ZstdInputStream(record), BUFFER));
    while (true) {
      int item = in.readUnsignedByte();
      switch (item) {
        case ArchiveRecorder.RAW -> copyRaw(in, out);
        case ArchiveRecorder.FILE -> copyFile(in, out);
        case ArchiveRecorder.END -> {
          return;
        }
        default -> throw new IOException("damaged archive record: item " + item);
      }
    }
  }

  private void copyRaw(DataInputStream in, OutputStream out) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > ArchiveRecorder.MAX_RAW) {
      throw new IOException("damaged archive record: " + length + " raw bytes");
    }
    in.readFully(bytes, 0, length);
    out.write(bytes, 0, length);
  }

  private void copyFile(DataInputStream in, OutputStream out) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_NAME) {
      throw new IOException("damaged archive record: name of " + length + " bytes");
    }
    byte[] name = in.readNBytes(length);
    String path = KernelText.decode(name);
    int runs = in.readInt();
    try (Fd file = open(path)) {
      for (int i = 0; i < runs; i++) {
        copyRun(path, file, in.readLong(), in.readLong(), out);
      }
    } catch (LinuxException e) {
      throw HavreException.internal("read layer file " + path + ": " + e.getMessage(), e);
    }
    index++;
  }

  private Fd open(String path) {
    Fd file = openWhereItIs(path);
    if (!FileStatus.of(file).isRegular()) {
      file.close();
      throw HavreException.internal("layer file " + path + " is no longer a regular file", null);
    }
    return file;
  }

  private Fd openWhereItIs(String path) {
    for (Displaced moved : displaced) {
      if (moved.moved(index, path)) {
        String at = LayerUnpacker.DISPLACED + "/" + moved.locate(path);
        return Open.at(layer, at, CONTENT);
      }
    }
    return Open.at(root, path, CONTENT);
  }

  private void copyRun(String path, Fd file, long offset, long length, OutputStream out)
      throws IOException {
    long at = offset;
    long end = offset + length;
    while (at < end) {
      int count = Io.readAt(file, at, buffer, 0, (int) Math.min(BUFFER, end - at));
      if (count == 0) {
        throw HavreException.internal("layer file " + path + " is shorter than it was", null);
      }
      buffer.get(0, bytes, 0, count);
      out.write(bytes, 0, count);
      at += count;
    }
  }
}
