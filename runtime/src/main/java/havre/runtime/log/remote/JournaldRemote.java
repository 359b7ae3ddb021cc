package havre.runtime.log.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.linux.LinuxException;
import havre.linux.io.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The journal of this host, in its own protocol: one datagram a record, of fields.
final class JournaldRemote implements RemoteLog {
  static final Path SOCKET = Path.of("/run/systemd/journal/socket");

  /// As Docker cuts long lines; a datagram can carry much more.
  private static final int LONGEST = 16 * 1024;

  private static final int INFO = 6;
  private static final int ERROR = 3;
  private static final int SHORT_ID = 12;

  private final Path path;
  private final byte[] fields;
  private final String id;
  private long lines;
  private @Nullable UnixSocket socket;

  JournaldRemote(RemoteOptions options, Origin origin, Path path) {
    options.requireKnown(Set.of());
    this.path = path;
    this.id = origin.id();
    this.fields = fields(origin);
  }

  private static byte[] fields(Origin origin) {
    var out = new ByteArrayOutputStream();
    String id = origin.id();
    field(out, "CONTAINER_ID", id.substring(0, Math.min(SHORT_ID, id.length())));
    field(out, "CONTAINER_ID_FULL", id);
    field(out, "CONTAINER_NAME", origin.name());
    field(out, "CONTAINER_TAG", origin.tag());
    field(out, "IMAGE_NAME", origin.imageName());
    field(out, "SYSLOG_IDENTIFIER", origin.tag());
    origin.attributes().forEach((name, value) -> field(out, fieldName(name), value));
    return out.toByteArray();
  }

  /// The journal takes capitals, digits and underscores, and no underscore at the start.
  static String fieldName(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_").replaceFirst("^[_0-9]+", "");
  }

  private static void field(ByteArrayOutputStream out, String name, String value) {
    if (name.isEmpty()) {
      return;
    }
    byte[] bytes = value.getBytes(UTF_8);
    out.writeBytes(name.getBytes(UTF_8));
    if (value.indexOf('\n') < 0) {
      out.write('=');
    } else {
      out.write('\n');
      out.writeBytes(
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(bytes.length)
              .array());
    }
    out.writeBytes(bytes);
    out.write('\n');
  }

  @Override
  public void connect() throws IOException {
    connectAnew();
  }

  private UnixSocket connectAnew() throws IOException {
    close();
    if (!Files.exists(path)) {
      throw new IOException("journald is not enabled on this host");
    }
    try {
      UnixSocket made = UnixSocket.connect(UnixSocket.Kind.DATAGRAM, path);
      socket = made;
      return made;
    } catch (LinuxException e) {
      throw new IOException("journald: " + e.getMessage(), e);
    }
  }

  @Override
  public void send(boolean stderr, String line, long nanos) throws IOException {
    UnixSocket known = socket;
    UnixSocket current = known == null ? connectAnew() : known;
    List<String> parts = parts(line);
    String partial = id + "-" + lines++;
    for (int i = 0; i < parts.size(); i++) {
      var out = new ByteArrayOutputStream();
      field(out, "MESSAGE", parts.get(i));
      field(out, "PRIORITY", Integer.toString(stderr ? ERROR : INFO));
      field(out, "SYSLOG_TIMESTAMP", Instant.ofEpochSecond(0, nanos).toString());
      if (parts.size() > 1) {
        boolean last = i == parts.size() - 1;
        if (!last) {
          field(out, "CONTAINER_PARTIAL_MESSAGE", "true");
        }
        field(out, "CONTAINER_PARTIAL_ID", partial);
        field(out, "CONTAINER_PARTIAL_ORDINAL", Integer.toString(i + 1));
        field(out, "CONTAINER_PARTIAL_LAST", Boolean.toString(last));
      }
      out.writeBytes(fields);
      send(current, out.toByteArray());
    }
  }

  private void send(UnixSocket current, byte[] datagram) throws IOException {
    try {
      current.send(datagram);
    } catch (LinuxException e) {
      close();
      throw new IOException("journald: " + e.getMessage(), e);
    }
  }

  private static List<String> parts(String line) {
    var parts = new ArrayList<String>();
    int start = 0;
    while (line.length() - start > LONGEST) {
      int end = start + LONGEST;
      if (Character.isHighSurrogate(line.charAt(end - 1))) {
        end--;
      }
      parts.add(line.substring(start, end));
      start = end;
    }
    parts.add(line.substring(start));
    return parts;
  }

  @Override
  public void close() {
    UnixSocket current = socket;
    socket = null;
    if (current != null) {
      current.close();
    }
  }
}
