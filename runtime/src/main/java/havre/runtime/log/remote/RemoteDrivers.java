package havre.runtime.log.remote;

import havre.common.HavreException;
import java.util.List;
import java.util.Map;

/// The drivers that send logs elsewhere.
public final class RemoteDrivers {
  public static final List<String> NAMES = List.of("fluentd", "gelf", "journald", "syslog");

  private RemoteDrivers() {}

  /// Makes the remote side of a container's log, not yet connected.
  ///
  /// @param host the name of this machine
  /// @throws HavreException INVALID for wrong options, in Docker's words
  public static RemoteLog create(
      String driver, Map<String, String> options, Origin origin, String host) {
    var checked = new RemoteOptions(driver, options);
    return switch (driver) {
      case "fluentd" -> new FluentdRemote(checked, origin);
      case "gelf" -> new GelfRemote(checked, origin, host);
      case "journald" -> new JournaldRemote(checked, origin, JournaldRemote.SOCKET);
      case "syslog" -> new SyslogRemote(checked, origin, host);
      default -> throw new IllegalArgumentException(driver);
    };
  }
}
