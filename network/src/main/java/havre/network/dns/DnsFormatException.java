package havre.network.dns;

/// A message that is no DNS message.
final class DnsFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  DnsFormatException(String message) {
    super(message);
  }
}
