package havre.store.diff;

import com.github.luben.zstd.ZstdOutputStream;
import havre.common.HavreException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/// How a layer's archive is compressed where it leaves the store. The same bytes always become the
/// same bytes.
///
/// @param level as the method counts, [#USUAL] for the usual one
public record ArchiveCompression(Method method, int level) {
  public static final int USUAL = -1;
  public static final ArchiveCompression GZIP = new ArchiveCompression(Method.GZIP, USUAL);

  private static final int USUAL_ZSTD = 3;
  private static final int HIGHEST_GZIP = 9;
  private static final int HIGHEST_ZSTD = 22;

  /// What compresses.
  public enum Method {
    NONE(0),
    GZIP(HIGHEST_GZIP),
    ZSTD(HIGHEST_ZSTD);

    private final int highest;

    Method(int highest) {
      this.highest = highest;
    }
  }

  /// Writes an archive that is not compressed.
  @FunctionalInterface
  public interface Plain {
    void writeTo(OutputStream out) throws IOException;
  }

  public ArchiveCompression {
    if (level < USUAL || level > method.highest) {
      throw HavreException.invalid(
          "invalid compression level %d for %s"
              .formatted(level, method.name().toLowerCase(Locale.ROOT)));
    }
  }

  /// Writes an archive so compressed. The target is left open.
  public void write(Plain archive, OutputStream out) throws IOException {
    switch (method) {
      case NONE -> archive.writeTo(out);
      case GZIP -> {
        try (var gzip = level == USUAL ? new ParallelGzip(out) : new ParallelGzip(out, level)) {
          archive.writeTo(gzip);
          gzip.finish();
        }
      }
      case ZSTD -> {
        int at = level == USUAL ? USUAL_ZSTD : level;
        try (var zstd = new ZstdOutputStream(new LeftOpen(out), at)) {
          archive.writeTo(zstd);
        }
      }
    }
  }

  private static final class LeftOpen extends FilterOutputStream {
    LeftOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
