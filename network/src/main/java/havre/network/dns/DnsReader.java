package havre.network.dns;

import java.nio.charset.StandardCharsets;

/// Reads the parts of a message, of which nothing is trusted.
final class DnsReader {
  private static final int POINTER = 0xc0;
  private static final int MAX_NAME = 255;
  private static final int MAX_JUMPS = 64;

  private final byte[] message;

  /// @throws DnsFormatException when it is shorter than a header
  DnsReader(byte[] message) throws DnsFormatException {
    this.message = message;
    if (message.length < DnsQuery.HEADER) {
      throw new DnsFormatException("shorter than a header");
    }
  }

  /// A record's head.
  ///
  /// @param ttlAt where its time to live lies
  /// @param dataAt where its data begins
  /// @param end where the next begins
  record Record(int type, int recordClass, int ttlAt, int dataAt, int end) {}

  int unsignedShort(int at) throws DnsFormatException {
    require(at, 2);
    return (message[at] & 0xff) << 8 | message[at + 1] & 0xff;
  }

  long unsignedInt(int at) throws DnsFormatException {
    return (long) unsignedShort(at) << 16 | unsignedShort(at + 2);
  }

  /// A name's text, its labels joined by dots.
  String name(int start) throws DnsFormatException {
    var text = new StringBuilder();
    int at = start;
    for (int jumps = 0; jumps < MAX_JUMPS; ) {
      require(at, 1);
      int length = message[at] & 0xff;
      if ((length & POINTER) == POINTER) {
        at = unsignedShort(at) & ~(POINTER << 8);
        jumps++;
      } else if (length == 0) {
        return text.toString();
      } else {
        require(at, 1 + length);
        if (!text.isEmpty()) {
          text.append('.');
        }
        text.append(new String(message, at + 1, length, StandardCharsets.ISO_8859_1));
        if (text.length() > MAX_NAME) {
          throw new DnsFormatException("a name too long");
        }
        at += 1 + length;
      }
    }
    throw new DnsFormatException("a name that points in circles");
  }

  /// Where the bytes behind a name begin.
  int endOfName(int start) throws DnsFormatException {
    int at = start;
    while (true) {
      require(at, 1);
      int length = message[at] & 0xff;
      if ((length & POINTER) == POINTER) {
        return at + 2;
      }
      at += 1 + length;
      if (length == 0) {
        return at;
      }
    }
  }

  Record record(int start) throws DnsFormatException {
    int at = endOfName(start);
    int type = unsignedShort(at);
    int recordClass = unsignedShort(at + 2);
    int length = unsignedShort(at + 8);
    require(at + 10, length);
    return new Record(type, recordClass, at + 4, at + 10, at + 10 + length);
  }

  private void require(int at, int length) throws DnsFormatException {
    if (at < 0 || at + length > message.length) {
      throw new DnsFormatException("cut short");
    }
  }
}
