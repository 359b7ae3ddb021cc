package havre.network.dns;

import java.util.Locale;

/// Checks the answers of other servers, and makes them fit to be passed on.
final class DnsAnswers {
  private static final int RESPONSE = 0x80;

  private DnsAnswers() {}

  /// Whether a message answers a question: the same number, name, type and class.
  static boolean fits(byte[] answer, byte[] question, DnsQuery query) {
    try {
      var reader = new DnsReader(answer);
      boolean same =
          answer[0] == question[0]
              && answer[1] == question[1]
              && (answer[2] & RESPONSE) != 0
              && reader.unsignedShort(4) == 1;
      if (!same) {
        return false;
      }
      int end = reader.endOfName(DnsQuery.HEADER);
      return reader.name(DnsQuery.HEADER).toLowerCase(Locale.ROOT).equals(query.name())
          && end + 4 == query.questionEnd()
          && reader.unsignedShort(end) == query.type()
          && reader.unsignedShort(end + 2) == query.questionClass();
    } catch (DnsFormatException _) {
      return false;
    }
  }

  /// The answer with the asker's number and the question as the asker wrote it.
  static byte[] forAsker(byte[] answer, DnsQuery query) {
    byte[] copy = answer.clone();
    copy[0] = (byte) (query.id() >> 8);
    copy[1] = (byte) query.id();
    System.arraycopy(
        query.message(),
        DnsQuery.HEADER,
        copy,
        DnsQuery.HEADER,
        query.questionEnd() - DnsQuery.HEADER);
    return copy;
  }
}
