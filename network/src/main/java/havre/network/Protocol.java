package havre.network;

import havre.common.HavreException;
import java.util.Locale;

/// A transport protocol whose ports can be published.
public enum Protocol {
  TCP(6),
  UDP(17),
  SCTP(132);

  private final int number;

  Protocol(int number) {
    this.number = number;
  }

  /// Reads `tcp`, `udp` or `sctp`, in any case.
  public static Protocol parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "tcp" -> TCP;
      case "udp" -> UDP;
      case "sctp" -> SCTP;
      default -> throw HavreException.invalid("invalid proto: " + text);
    };
  }

  /// The protocol's number in an IP header.
  public int number() {
    return number;
  }

  /// The name as Docker writes it: `tcp`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
