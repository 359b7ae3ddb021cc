package havre.store.diff;

import static havre.store.diff.TarFields.BLOCK;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a tar archive in one pass: ustar, pax, GNU and star formats, sparse files of all kinds.
///
/// Written for this project because a layer has to be given back byte for byte: everything that is
/// not file content goes to a [RawSink] as it comes. What it accepts is what Go's archive/tar does,
/// so that an archive means here what it means to Docker. Memory is bounded whatever the archive
/// says. Not thread-safe.
public final class TarReader {
  private static final char PAX = 'x';
  private static final char PAX_GLOBAL = 'g';
  private static final char GNU_LONG_NAME = 'L';
  private static final char GNU_LONG_LINK = 'K';
  private static final char GNU_SPARSE = 'S';

  private final InputStream in;
  private final TarLimits limits;
  private final RawSink raw;
  private final byte[] block = new byte[BLOCK];
  private long contentLeft;
  private int padding;
  private long entries;
  private long totalSize;

  public TarReader(InputStream in, TarLimits limits) {
    this(in, limits, RawSink.NONE);
  }

  TarReader(InputStream in, TarLimits limits, RawSink raw) {
    this.in = in;
    this.limits = limits;
    this.raw = raw;
  }

  /// The next entry, or null at the end. What is left of the one before is skipped.
  ///
  /// @throws MalformedArchiveException when this is no proper archive
  public @Nullable TarEntry next() throws IOException {
    skipContent();
    PaxRecords pax = null;
    String longName = null;
    String longLink = null;
    while (true) {
      if (!readHeader()) {
        return null;
      }
      char type = (char) (block[TarFields.TYPE] & 0xFF);
      switch (type) {
        case PAX -> pax = PaxRecords.parse(extension());
        case PAX_GLOBAL -> extension();
        case GNU_LONG_NAME -> longName = cString(extension());
        case GNU_LONG_LINK -> longLink = cString(extension());
        default -> {
          return entry(type, pax, longName, longLink);
        }
      }
    }
  }

  /// Reads content of the current entry.
  ///
  /// @return the number of bytes, -1 at the content's end
  public int read(byte[] target, int offset, int length) throws IOException {
    if (contentLeft == 0) {
      return -1;
    }
    int count = in.read(target, offset, (int) Math.min(length, contentLeft));
    if (count < 0) {
      throw truncated();
    }
    contentLeft -= count;
    return count;
  }

  /// The current entry's content as a stream; it ends with the entry.
  public InputStream content() {
    return new InputStream() {
      private final byte[] one = new byte[1];

      @Override
      public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return length == 0 ? 0 : TarReader.this.read(target, offset, length);
      }
    };
  }

  /// Reads what follows the archive's end, up to the stream's end.
  public void finish() throws IOException {
    var buffer = new byte[64 * 1024];
    long trailing = 0;
    int count;
    while ((count = in.read(buffer, 0, buffer.length)) > 0) {
      trailing += count;
      if (trailing > limits.trailing()) {
        throw new MalformedArchiveException(
            "archive has more than " + limits.trailing() + " bytes after its end");
      }
      raw.raw(buffer, 0, count);
    }
  }

  /// Whether the first block of some content begins a tar archive: a header with a valid checksum,
  /// or the end that an empty archive begins with.
  public static boolean looksLikeArchive(byte[] block) {
    return block.length >= BLOCK
        && (TarFields.isZero(block, 0) || TarFields.hasValidChecksum(block, 0));
  }

  private boolean readHeader() throws IOException {
    int count = in.readNBytes(block, 0, BLOCK);
    if (count == 0) {
      return false;
    }
    if (count < BLOCK) {
      throw truncated();
    }
    raw.raw(block, 0, BLOCK);
    if (TarFields.isZero(block, 0)) {
      count = in.readNBytes(block, 0, BLOCK);
      raw.raw(block, 0, count);
      if (count == 0 || count == BLOCK && TarFields.isZero(block, 0)) {
        return false;
      }
      throw malformed();
    }
    if (!TarFields.hasValidChecksum(block, 0)) {
      throw malformed();
    }
    if (++entries > limits.entries()) {
      throw new MalformedArchiveException("archive has more than " + limits.entries() + " entries");
    }
    return true;
  }

  private TarEntry entry(
      char type, @Nullable PaxRecords pax, @Nullable String longName, @Nullable String longLink)
      throws IOException {
    PaxRecords records = pax == null ? PaxRecords.NONE : pax;
    String name = or(records.text("path"), or(longName, TarFields.name(block, 0)));
    String link =
        or(
            records.text("linkpath"),
            or(longLink, TarFields.text(block, TarFields.LINK_NAME, TarFields.NAME_LENGTH)));
    char kind = kindOf(type, name);
    long stored = records.number("size", number(TarFields.SIZE, TarFields.LONG_NUMBER));
    if (stored < 0) {
      throw malformed();
    }
    if (isHeaderOnly(kind)) {
      stored = 0;
    }
    long @Nullable [] modified = records.time("mtime");
    int mode = (int) number(TarFields.MODE, TarFields.SHORT_NUMBER);
    long uid = records.number("uid", number(TarFields.UID, TarFields.SHORT_NUMBER));
    long gid = records.number("gid", number(TarFields.GID, TarFields.SHORT_NUMBER));
    long seconds =
        modified == null ? number(TarFields.MODIFIED, TarFields.LONG_NUMBER) : modified[0];
    boolean device = kind == TarEntry.CHARACTER_DEVICE || kind == TarEntry.BLOCK_DEVICE;
    int major = device ? (int) number(TarFields.DEVICE_MAJOR, TarFields.SHORT_NUMBER) : 0;
    int minor = device ? (int) number(TarFields.DEVICE_MINOR, TarFields.SHORT_NUMBER) : 0;
    begin(stored);
    SparseMap sparse = sparse(type, records);
    if (sparse != null) {
      name = or(sparse.name(), name);
      stored = contentLeft;
    }
    long size = sparse == null ? stored : sparse.size();
    totalSize += stored;
    if (totalSize > limits.size() || size > limits.size()) {
      throw new MalformedArchiveException("archive is larger than " + limits.size() + " bytes");
    }
    List<TarEntry.Segment> segments = sparse == null ? List.of() : sparse.checkedSegments(stored);
    Map<String, byte[]> xattrs = records.xattrs();
    int nanos = modified == null ? 0 : (int) modified[1];
    return new TarEntry(
        name,
        kind,
        mode,
        uid,
        gid,
        stored,
        size,
        seconds,
        nanos,
        link,
        major,
        minor,
        xattrs,
        segments,
        sparse != null);
  }

  private @Nullable SparseMap sparse(char type, PaxRecords records) throws IOException {
    SparseReader.BlockSource blocks = this::contentBlock;
    if (type == GNU_SPARSE) {
      return SparseReader.gnu(block, this::headerBlock);
    }
    return type == TarEntry.REGULAR || type == 0 ? SparseReader.pax(records, blocks, limits) : null;
  }

  /// A further header block, which is no content.
  private byte[] headerBlock() throws IOException {
    var more = new byte[BLOCK];
    if (in.readNBytes(more, 0, BLOCK) < BLOCK) {
      throw truncated();
    }
    raw.raw(more, 0, BLOCK);
    return more;
  }

  /// A block out of the content that describes the rest of it.
  private byte[] contentBlock() throws IOException {
    if (contentLeft < BLOCK) {
      throw malformed();
    }
    byte[] taken = headerBlock();
    contentLeft -= BLOCK;
    return taken;
  }

  private void begin(long size) {
    contentLeft = size;
    padding = (int) (-size & (BLOCK - 1));
  }

  private byte[] extension() throws IOException {
    long size = number(TarFields.SIZE, TarFields.LONG_NUMBER);
    if (size < 0 || size > limits.extensionSize()) {
      throw new MalformedArchiveException("archive/tar: header field too long");
    }
    int padded = (int) ((size + BLOCK - 1) & -BLOCK);
    byte[] content = in.readNBytes(padded);
    raw.raw(content, 0, content.length);
    if (content.length < padded) {
      throw truncated();
    }
    return Arrays.copyOf(content, (int) size);
  }

  private void skipContent() throws IOException {
    while (contentLeft > 0) {
      long skipped = in.skip(contentLeft);
      if (skipped <= 0) {
        if (in.read() < 0) {
          throw truncated();
        }
        skipped = 1;
      }
      contentLeft -= skipped;
    }
    if (padding > 0) {
      byte[] zeros = in.readNBytes(padding);
      raw.raw(zeros, 0, zeros.length);
      padding = 0; // the last entry's may be missing, as in what `docker build -f -` sends
    }
  }

  private long number(int at, int length) {
    return TarFields.number(block, at, length);
  }

  private static char kindOf(char type, String name) {
    return switch (type) {
      case 0, TarEntry.REGULAR -> name.endsWith("/") ? TarEntry.DIRECTORY : TarEntry.REGULAR;
      case GNU_SPARSE -> TarEntry.REGULAR;
      default -> type;
    };
  }

  private static boolean isHeaderOnly(char type) {
    return type >= TarEntry.HARD_LINK && type <= TarEntry.FIFO;
  }

  private static String cString(byte[] content) {
    return TarFields.text(content, 0, content.length);
  }

  private static String or(@Nullable String first, String second) {
    return first == null ? second : first;
  }

  private static MalformedArchiveException malformed() {
    return new MalformedArchiveException("archive/tar: invalid tar header");
  }

  private static MalformedArchiveException truncated() {
    return new MalformedArchiveException("unexpected EOF");
  }
}
