package havre.network.dns;

import java.util.Locale;

/// A question as it came.
///
/// @param message the whole message
/// @param name in lower case, without the dot at its end
/// @param questionEnd where the question's section ends in the message
/// @param udpSize how long an answer by UDP may be
/// @param edns whether the asker knows EDNS
record DnsQuery(
    byte[] message,
    int id,
    String name,
    int type,
    int questionClass,
    int questionEnd,
    int udpSize,
    boolean edns) {
  static final int TYPE_A = 1;
  static final int TYPE_PTR = 12;
  static final int TYPE_AAAA = 28;
  static final int TYPE_OPT = 41;
  static final int CLASS_IN = 1;
  static final int HEADER = 12;
  static final int SMALLEST_LIMIT = 512;

  private static final int RESPONSE = 0x80;
  private static final int OPCODE = 0x78;
  private static final int QUESTION_TAIL = 4;
  private static final int LARGEST_LIMIT = 4096;

  /// @throws DnsFormatException when it is no question with one name
  static DnsQuery parse(byte[] message) throws DnsFormatException {
    var reader = new DnsReader(message);
    int id = reader.unsignedShort(0);
    boolean plain = (message[2] & (RESPONSE | OPCODE)) == 0;
    if (!plain || reader.unsignedShort(4) != 1) {
      throw new DnsFormatException("not a plain question");
    }
    String name = reader.name(HEADER).toLowerCase(Locale.ROOT);
    int end = reader.endOfName(HEADER);
    int type = reader.unsignedShort(end);
    int questionClass = reader.unsignedShort(end + 2);
    int questionEnd = end + QUESTION_TAIL;
    int size = SMALLEST_LIMIT;
    boolean edns = false;
    int records = reader.unsignedShort(6) + reader.unsignedShort(8) + reader.unsignedShort(10);
    int at = questionEnd;
    for (int i = 0; i < records; i++) {
      DnsReader.Record record = reader.record(at);
      if (record.type() == TYPE_OPT) {
        edns = true;
        size = Math.clamp(record.recordClass(), SMALLEST_LIMIT, LARGEST_LIMIT);
      }
      at = record.end();
    }
    return new DnsQuery(message, id, name, type, questionClass, questionEnd, size, edns);
  }
}
