package havre.store.diff;

import static havre.store.diff.TarFields.BLOCK;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import havre.linux.KernelText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;

/// Writes a tar archive in the pax format, as Docker does: ustar headers, and an extended header
/// only for what those cannot hold. Names are written as the kernel has them, whatever their
/// encoding. Not thread-safe.
public final class TarWriter {
  private static final long SHORT_MAX = 07777777L;
  private static final long LONG_MAX = 077777777777L;
  private static final int MODE_BITS = 07777;
  private static final String XATTR = "SCHILY.xattr.";

  private final OutputStream out;
  private long contentLeft;
  private int padding;

  /// @param out stays the caller's
  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /// Begins an entry; `entry.size()` bytes of content must follow.
  public void begin(TarEntry entry) throws IOException {
    requireContent();
    writePadding();
    byte[] name = KernelText.encode(entry.name());
    byte[] link = KernelText.encode(entry.linkName());
    byte[] records = records(entry, name, link);
    if (records.length > 0) {
      writeHeader(
          shortened(("PaxHeaders.0/" + baseName(entry.name())).getBytes(UTF_8)),
          new byte[0],
          TarEntry.of("", 'x', 0644, 0, 0, records.length));
      out.write(records);
      padding = (int) (-(long) records.length & (BLOCK - 1));
      writePadding();
    }
    writeHeader(shortened(name), shortened(link), entry);
    contentLeft = entry.size();
    padding = (int) (-entry.size() & (BLOCK - 1));
  }

  /// Writes content of the entry that was begun.
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > contentLeft) {
      throw new IllegalArgumentException("more content than the entry's size");
    }
    out.write(bytes, offset, length);
    contentLeft -= length;
  }

  /// Writes the archive's end and flushes it.
  public void finish() throws IOException {
    requireContent();
    writePadding();
    out.write(new byte[2 * BLOCK]);
    out.flush();
  }

  private void requireContent() {
    if (contentLeft != 0) {
      throw new IllegalStateException("the entry before lacks " + contentLeft + " bytes");
    }
  }

  private void writePadding() throws IOException {
    if (padding > 0) {
      out.write(new byte[padding]);
      padding = 0;
    }
  }

  private static byte[] shortened(byte[] name) {
    return name.length <= TarFields.NAME_LENGTH ? name : Arrays.copyOf(name, TarFields.NAME_LENGTH);
  }

  private static String baseName(String name) {
    String trimmed = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    return trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }

  private static byte[] records(TarEntry entry, byte[] name, byte[] link) throws IOException {
    var records = new ByteArrayOutputStream();
    if (needsRecord(name)) {
      record(records, "path", name);
    }
    if (needsRecord(link)) {
      record(records, "linkpath", link);
    }
    if (entry.size() > LONG_MAX) {
      record(records, "size", Long.toString(entry.size()).getBytes(US_ASCII));
    }
    if (entry.uid() > SHORT_MAX) {
      record(records, "uid", Long.toString(entry.uid()).getBytes(US_ASCII));
    }
    if (entry.gid() > SHORT_MAX) {
      record(records, "gid", Long.toString(entry.gid()).getBytes(US_ASCII));
    }
    if (outOfRange(entry.modifiedSeconds())) {
      record(records, "mtime", Long.toString(entry.modifiedSeconds()).getBytes(US_ASCII));
    }
    for (Map.Entry<String, byte[]> attribute : entry.xattrs().entrySet()) {
      record(records, XATTR + attribute.getKey(), attribute.getValue());
    }
    return records.toByteArray();
  }

  private static boolean outOfRange(long seconds) {
    return seconds < 0 || seconds > LONG_MAX;
  }

  private static boolean needsRecord(byte[] name) {
    if (name.length > TarFields.NAME_LENGTH) {
      return true;
    }
    for (byte b : name) {
      if (b < 0) {
        return true;
      }
    }
    return false;
  }

  /// `length key=value\n`, the length being that of the whole record, itself included.
  private static void record(ByteArrayOutputStream records, String key, byte[] value) {
    byte[] name = key.getBytes(UTF_8);
    int rest = 1 + name.length + 1 + value.length + 1;
    int length = rest + Integer.toString(rest).length();
    if (Integer.toString(length).length() > length - rest) {
      length++;
    }
    records.writeBytes((length + " ").getBytes(US_ASCII));
    records.writeBytes(name);
    records.write('=');
    records.writeBytes(value);
    records.write('\n');
  }

  private void writeHeader(byte[] name, byte[] link, TarEntry entry) throws IOException {
    var block = new byte[BLOCK];
    System.arraycopy(name, 0, block, TarFields.NAME, name.length);
    octal(block, TarFields.MODE, TarFields.SHORT_NUMBER, entry.mode() & MODE_BITS);
    octal(block, TarFields.UID, TarFields.SHORT_NUMBER, entry.uid() > SHORT_MAX ? 0 : entry.uid());
    octal(block, TarFields.GID, TarFields.SHORT_NUMBER, entry.gid() > SHORT_MAX ? 0 : entry.gid());
    octal(block, TarFields.SIZE, TarFields.LONG_NUMBER, entry.size() > LONG_MAX ? 0 : entry.size());
    long modified = entry.modifiedSeconds();
    octal(block, TarFields.MODIFIED, TarFields.LONG_NUMBER, outOfRange(modified) ? 0 : modified);
    block[TarFields.TYPE] = (byte) entry.type();
    System.arraycopy(link, 0, block, TarFields.LINK_NAME, link.length);
    byte[] magic = {'u', 's', 't', 'a', 'r', 0, '0', '0'};
    System.arraycopy(magic, 0, block, TarFields.MAGIC, magic.length);
    octal(block, TarFields.DEVICE_MAJOR, TarFields.SHORT_NUMBER, entry.deviceMajor());
    octal(block, TarFields.DEVICE_MINOR, TarFields.SHORT_NUMBER, entry.deviceMinor());
    Arrays.fill(block, TarFields.CHECKSUM, TarFields.CHECKSUM + TarFields.SHORT_NUMBER, (byte) ' ');
    long sum = 0;
    for (byte b : block) {
      sum += b & 0xFF;
    }
    octal(block, TarFields.CHECKSUM, TarFields.SHORT_NUMBER - 1, sum);
    out.write(block);
  }

  /// Digits up to the field's last byte, which stays zero.
  private static void octal(byte[] block, int at, int length, long value) {
    long left = value;
    for (int i = at + length - 2; i >= at; i--) {
      block[i] = (byte) ('0' + (left & 7));
      left >>= 3;
    }
    block[at + length - 1] = 0;
  }
}
