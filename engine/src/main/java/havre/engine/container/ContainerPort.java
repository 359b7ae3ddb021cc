package havre.engine.container;

import havre.common.HavreException;
import java.util.Locale;

/// A port inside a container, `80/tcp`.
public record ContainerPort(int number, String protocol) implements Comparable<ContainerPort> {
  private static final int MAXIMUM = 65_535;

  public ContainerPort {
    if (number < 0 || number > MAXIMUM) {
      throw HavreException.invalid("invalid containerPort: " + number);
    }
    protocol = protocol.toLowerCase(Locale.ROOT);
    if (!protocol.equals("tcp") && !protocol.equals("udp") && !protocol.equals("sctp")) {
      throw HavreException.invalid("invalid proto: " + protocol);
    }
  }

  /// Reads `80`, `80/tcp`.
  public static ContainerPort parse(String text) {
    int slash = text.indexOf('/');
    String number = slash < 0 ? text : text.substring(0, slash);
    try {
      return new ContainerPort(
          Integer.parseInt(number), slash < 0 ? "tcp" : text.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw HavreException.invalid("invalid port specification: \"" + number + "\"");
    }
  }

  @Override
  public int compareTo(ContainerPort other) {
    int byNumber = Integer.compare(number, other.number);
    return byNumber != 0 ? byNumber : protocol.compareTo(other.protocol);
  }

  @Override
  public String toString() {
    return number + "/" + protocol;
  }
}
