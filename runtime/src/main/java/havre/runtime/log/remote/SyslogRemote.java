package havre.runtime.log.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.common.HavreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A syslog daemon, by UDP, TCP or a socket of this host.
final class SyslogRemote implements RemoteLog {
  private static final int PORT = 514;
  private static final int INFO = 6;
  private static final int ERROR = 3;
  private static final Path LOCAL = Path.of("/dev/log");
  private static final DateTimeFormatter OLD_TIME =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final Set<String> KNOWN =
      Set.of("syslog-address", "syslog-facility", "syslog-format");
  private static final List<String> FACILITIES =
      List.of(
          "kern",
          "user",
          "mail",
          "daemon",
          "auth",
          "syslog",
          "lpr",
          "news",
          "uucp",
          "cron",
          "authpriv",
          "ftp",
          "",
          "",
          "",
          "",
          "local0",
          "local1",
          "local2",
          "local3",
          "local4",
          "local5",
          "local6",
          "local7");
  private static final Set<String> FORMATS = Set.of("", "rfc3164", "rfc5424", "rfc5424micro");

  private final Uplink uplink;
  private final String format;
  private final int facility;
  private final Origin origin;
  private final String host;

  SyslogRemote(RemoteOptions options, Origin origin, String host) {
    options.requireKnown(KNOWN);
    this.uplink = new Uplink(address(options.text("syslog-address", "")));
    this.format = options.text("syslog-format", "");
    if (!FORMATS.contains(format)) {
      throw HavreException.invalid("Invalid syslog format");
    }
    this.facility = facility(options.text("syslog-facility", "daemon"));
    this.origin = origin;
    this.host = host;
  }

  private static RemoteAddress address(String text) {
    if (text.isEmpty()) {
      return new RemoteAddress("unix", LOCAL.toString(), 0);
    }
    RemoteAddress address = RemoteAddress.parse(text, PORT);
    if (!Set.of("udp", "tcp", "unix").contains(address.scheme())) {
      throw HavreException.invalid("unsupported scheme: '" + address.scheme() + "'");
    }
    if (address.scheme().equals("unix") && !Files.exists(Path.of(address.host()))) {
      throw HavreException.invalid("stat " + address.host() + ": no such file or directory");
    }
    return address;
  }

  private static int facility(String text) {
    int index = FACILITIES.indexOf(text);
    if (index >= 0) {
      return index;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number < FACILITIES.size()) {
        return number;
      }
    } catch (NumberFormatException _) {
      // falls through to the error
    }
    throw HavreException.invalid("invalid syslog facility");
  }

  @Override
  public void connect() throws IOException {
    try {
      uplink.connectAnew();
    } catch (IOException e) {
      if (uplink.scheme().equals("unix")) {
        throw new IOException("Unix syslog delivery error", e);
      }
      throw e;
    }
  }

  @Override
  public void send(boolean stderr, String line, long nanos) throws IOException {
    RemoteAddress.Connection connection = uplink.connected();
    int priority = facility * 8 + (stderr ? ERROR : INFO);
    Instant time = Instant.ofEpochSecond(0, nanos);
    String end = uplink.scheme().equals("udp") ? "" : "\n";
    connection.write((message(priority, time, line) + end).getBytes(UTF_8));
  }

  private String message(int priority, Instant time, String line) {
    long pid = ProcessHandle.current().pid();
    return switch (format) {
      case "rfc5424", "rfc5424micro" ->
          "<%d>1 %s %s %s %d %s - %s"
              .formatted(priority, time, host, origin.tag(), pid, origin.tag(), line);
      case "rfc3164" ->
          "<%d>%s %s %s[%d]: %s"
              .formatted(priority, OLD_TIME.format(time), host, origin.tag(), pid, line);
      default -> "<%d>%s %s %s[%d]: %s".formatted(priority, time, host, origin.tag(), pid, line);
    };
  }

  @Override
  public void close() {
    uplink.close();
  }
}
