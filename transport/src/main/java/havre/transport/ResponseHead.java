package havre.transport;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The status line and headers of an answer, collected as they go on the wire.
final class ResponseHead {
  private static final int ROOM = 384;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final StringBuilder headers = new StringBuilder(ROOM);

  /// Adds a header. Line ends in it would forge others, so they are refused.
  void add(String name, String value) {
    if (unsafe(name) || unsafe(value)) {
      throw new IllegalArgumentException("header with a line end: " + name);
    }
    headers.append(name).append(": ").append(value).append("\r\n");
  }

  void write(ByteBuf target, int status) {
    write(target, status, HttpResponseStatus.valueOf(status).reasonPhrase());
  }

  void write(ByteBuf target, int status, String reason) {
    headers.append("\r\n");
    headers.insert(0, "HTTP/1.1 " + status + " " + reason + "\r\n");
    target.writeCharSequence(headers, StandardCharsets.UTF_8);
  }

  static String date() {
    return DATE.format(Instant.now());
  }

  private static boolean unsafe(String text) {
    return text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0;
  }
}
