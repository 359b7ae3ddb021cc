package havre.runtime.log.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.common.HavreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/// A GELF endpoint, as of Graylog or Logstash.
final class GelfRemote implements RemoteLog {
  private static final int PORT = 12_201;
  private static final int INFO = 6;
  private static final int ERROR = 3;
  private static final int CHUNK = 1_408;
  private static final int MAX_CHUNKS = 128;
  private static final int CHUNK_HEADER = 12;
  private static final Set<String> KNOWN =
      Set.of("gelf-address", "gelf-compression-type", "gelf-compression-level");

  private final Uplink uplink;
  private final String compression;
  private final Origin origin;
  private final String host;

  GelfRemote(RemoteOptions options, Origin origin, String host) {
    options.requireKnown(KNOWN);
    String text = options.text("gelf-address", "");
    if (text.isEmpty()) {
      throw HavreException.invalid("gelf-address is a required parameter");
    }
    RemoteAddress address = RemoteAddress.parse(text, PORT);
    if (!Set.of("udp", "tcp").contains(address.scheme())) {
      throw HavreException.invalid("gelf: endpoint needs to be TCP or UDP");
    }
    this.compression = options.text("gelf-compression-type", "gzip");
    if (!Set.of("gzip", "zlib", "none").contains(compression)) {
      throw HavreException.invalid("gelf: compression type must be gzip, zlib or none");
    }
    int level = options.number("gelf-compression-level", 1);
    if (level < -1 || level > 9) {
      throw HavreException.invalid("gelf: compression level must be an integer between -1 and 9");
    }
    this.uplink = new Uplink(address);
    this.origin = origin;
    this.host = host;
  }

  @Override
  public void connect() throws IOException {
    uplink.connectAnew();
  }

  @Override
  public void send(boolean stderr, String line, long nanos) throws IOException {
    RemoteAddress.Connection connection = uplink.connected();
    var fields = new LinkedHashMap<String, String>();
    fields.put("version", "1.1");
    fields.put("host", host);
    fields.put("short_message", line);
    fields.put("_command", origin.command());
    fields.put("_container_id", origin.id());
    fields.put("_container_name", origin.name());
    fields.put("_created", origin.created());
    fields.put("_image_id", origin.imageId());
    fields.put("_image_name", origin.imageName());
    fields.put("_tag", origin.tag());
    origin.attributes().forEach((name, value) -> fields.put("_" + name, value));
    byte[] message = json(fields, stderr ? ERROR : INFO, nanos).getBytes(UTF_8);
    if (uplink.scheme().equals("tcp")) {
      connection.write(Arrays.copyOf(message, message.length + 1));
    } else {
      sendDatagrams(connection, compressed(message));
    }
  }

  private static void sendDatagrams(RemoteAddress.Connection connection, byte[] message)
      throws IOException {
    if (message.length <= CHUNK) {
      connection.write(message);
      return;
    }
    int count = (message.length + CHUNK - 1) / CHUNK;
    if (count > MAX_CHUNKS) {
      throw new IOException("gelf: message too long");
    }
    var id = new byte[8];
    ThreadLocalRandom.current().nextBytes(id);
    for (int i = 0; i < count; i++) {
      int from = i * CHUNK;
      int length = Math.min(CHUNK, message.length - from);
      var datagram = new byte[CHUNK_HEADER + length];
      datagram[0] = 0x1e;
      datagram[1] = 0x0f;
      System.arraycopy(id, 0, datagram, 2, id.length);
      datagram[10] = (byte) i;
      datagram[11] = (byte) count;
      System.arraycopy(message, from, datagram, CHUNK_HEADER, length);
      connection.write(datagram);
    }
  }

  private byte[] compressed(byte[] message) throws IOException {
    if (compression.equals("none")) {
      return message;
    }
    var bytes = new ByteArrayOutputStream();
    try (var out =
        compression.equals("gzip")
            ? new GZIPOutputStream(bytes)
            : new DeflaterOutputStream(bytes)) {
      out.write(message);
    }
    return bytes.toByteArray();
  }

  private static String json(Map<String, String> fields, int level, long nanos) {
    var json = new StringBuilder("{");
    fields.forEach((name, value) -> {
      quote(json, name).append(':');
      quote(json, value).append(',');
    });
    return json.append("\"timestamp\":")
        .append(nanos / 1_000_000_000L)
        .append('.')
        .append("%03d".formatted(nanos / 1_000_000L % 1_000))
        .append(",\"level\":")
        .append(level)
        .append('}')
        .toString();
  }

  private static StringBuilder quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"');
  }

  @Override
  public void close() {
    uplink.close();
  }
}
