package havre.store.diff;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// How an archive is compressed, told by its first bytes. Everything is decompressed within this
/// process; no program is run.
public enum Compression {
  NONE,
  GZIP(0x1F, 0x8B, 0x08),
  BZIP2('B', 'Z', 'h'),
  XZ(0xFD, '7', 'z', 'X', 'Z', 0x00),
  ZSTD(0x28, 0xB5, 0x2F, 0xFD);

  private static final int LONGEST_MAGIC = 6;
  private static final int BUFFER = 128 * 1024;
  private static final int XZ_MEMORY_KIB = 256 * 1024;
  private static final int ZSTD_WINDOW_LOG = 27;

  private final byte[] magic;

  Compression(int... magic) {
    this.magic = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      this.magic[i] = (byte) magic[i];
    }
  }

  /// Looks at the first bytes of some content.
  public static Compression detect(byte[] start, int length) {
    for (Compression candidate : values()) {
      if (candidate != NONE && candidate.matches(start, length)) {
        return candidate;
      }
    }
    return NONE;
  }

  /// The decompressed content of a stream, whatever its compression. The stream isn't closed.
  public static InputStream decompressed(InputStream in) throws IOException {
    var buffered = new BufferedInputStream(in, BUFFER);
    buffered.mark(LONGEST_MAGIC);
    byte[] start = buffered.readNBytes(LONGEST_MAGIC);
    buffered.reset();
    return detect(start, start.length).open(buffered);
  }

  /// The decompressed content of a stream that has this compression.
  public InputStream open(InputStream in) throws IOException {
    return switch (this) {
      case NONE -> in;
      case GZIP -> new GZIPInputStream(in, BUFFER);
      case BZIP2 -> new BZip2CompressorInputStream(in, true);
      case XZ ->
          XZCompressorInputStream.builder()
              .setInputStream(in)
              .setDecompressConcatenated(true)
              .setMemoryLimitKiB(XZ_MEMORY_KIB)
              .get();
      case ZSTD -> new ZstdInputStream(in).setContinuous(false).setLongMax(ZSTD_WINDOW_LOG);
    };
  }

  private boolean matches(byte[] start, int length) {
    if (length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (start[i] != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
