package havre.store.diff;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// Finds out by its first bytes how a stream is compressed, and undoes it in this process: no
/// program of the host, and none of an image, ever runs for it.
public final class Decompression {
  private static final int BUFFER = 128 * 1024;
  private static final int XZ_MEMORY_KIB = 256 * 1024;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
  private static final byte[] BZIP2 = {'B', 'Z', 'h'};
  private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};

  private Decompression() {}

  /// The plain bytes of a stream compressed by gzip, bzip2, xz, zstd, or not at all.
  public static InputStream open(InputStream stream) throws IOException {
    var in = new BufferedInputStream(stream, BUFFER);
    in.mark(XZ.length);
    byte[] magic = in.readNBytes(XZ.length);
    in.reset();
    if (startsWith(magic, GZIP)) {
      return new GZIPInputStream(in, BUFFER);
    }
    if (startsWith(magic, ZSTD)) {
      return new ZstdInputStream(in);
    }
    if (startsWith(magic, BZIP2)) {
      return new BZip2CompressorInputStream(in, true);
    }
    if (startsWith(magic, XZ)) {
      return new XZCompressorInputStream(in, true, XZ_MEMORY_KIB);
    }
    return in;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
