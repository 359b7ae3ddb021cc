package havre.store.diff;

import havre.linux.KernelText;

/// Reads the fields of a 512-byte header block.
final class TarFields {
  static final int BLOCK = 512;
  static final int NAME = 0;
  static final int NAME_LENGTH = 100;
  static final int MODE = 100;
  static final int UID = 108;
  static final int GID = 116;
  static final int SHORT_NUMBER = 8;
  static final int SIZE = 124;
  static final int MODIFIED = 136;
  static final int LONG_NUMBER = 12;
  static final int CHECKSUM = 148;
  static final int TYPE = 156;
  static final int LINK_NAME = 157;
  static final int MAGIC = 257;
  static final int DEVICE_MAJOR = 329;
  static final int DEVICE_MINOR = 337;
  static final int PREFIX = 345;

  private static final int PREFIX_LENGTH = 155;
  private static final int STAR_PREFIX_LENGTH = 131;
  private static final int STAR_TRAILER = 508;
  private static final int BASE_256 = 0x80;

  private TarFields() {}

  /// Whether the block is all zero.
  static boolean isZero(byte[] block, int at) {
    for (int i = 0; i < BLOCK; i++) {
      if (block[at + i] != 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether the header's checksum fits; old writers summed signed bytes.
  static boolean hasValidChecksum(byte[] block, int at) {
    long stored;
    try {
      stored = number(block, at + CHECKSUM, SHORT_NUMBER);
    } catch (MalformedArchiveException e) {
      return false;
    }
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      int b = i >= CHECKSUM && i < CHECKSUM + SHORT_NUMBER ? ' ' : block[at + i];
      unsigned += b & 0xFF;
      signed += b;
    }
    return stored == unsigned || stored == signed;
  }

  /// A number: octal digits, or a big-endian two's complement number when the first bit is set.
  static long number(byte[] block, int at, int length) {
    int first = block[at] & 0xFF;
    if ((first & BASE_256) != 0) {
      return base256(block, at, length);
    }
    int from = at;
    int to = at + length;
    while (from < to && (block[from] == ' ' || block[from] == 0)) {
      from++;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      byte b = block[i];
      if (b == 0 || b == ' ') {
        break;
      }
      if (b < '0' || b > '7') {
        throw new MalformedArchiveException("archive/tar: invalid tar header");
      }
      value = (value << 3) | (b - '0');
    }
    return value;
  }

  private static long base256(byte[] block, int at, int length) {
    boolean negative = (block[at] & 0x40) != 0;
    long value = negative ? -1 : 0;
    for (int i = 0; i < length; i++) {
      int b = block[at + i] & 0xFF;
      if (i == 0) {
        b = negative ? b | BASE_256 : b & ~BASE_256;
      }
      if (value != (value << 8) >> 8) {
        throw new MalformedArchiveException("archive/tar: invalid tar header");
      }
      value = (value << 8) | b;
    }
    return value;
  }

  static String text(byte[] block, int at, int length) {
    int end = at;
    while (end < at + length && block[end] != 0) {
      end++;
    }
    return KernelText.decode(block, at, end - at);
  }

  /// The name, joined with its prefix where the format has one.
  static String name(byte[] block, int at) {
    String name = text(block, at + NAME, NAME_LENGTH);
    if (!isUstar(block, at)) {
      return name;
    }
    boolean star = matches(block, at + STAR_TRAILER, "tar\0");
    String prefix = text(block, at + PREFIX, star ? STAR_PREFIX_LENGTH : PREFIX_LENGTH);
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  static boolean isUstar(byte[] block, int at) {
    return matches(block, at + MAGIC, "ustar\0");
  }

  static boolean isGnu(byte[] block, int at) {
    return matches(block, at + MAGIC, "ustar  \0");
  }

  private static boolean matches(byte[] block, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (block[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
