package havre.runtime.log.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.common.HavreException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// A fluentd or Fluent Bit, by its forward protocol: MessagePack of tag, time and fields.
final class FluentdRemote implements RemoteLog {
  private static final int PORT = 24_224;
  private static final int SHORT_STRING = 0x100;
  private static final Set<String> KNOWN =
      Set.of("fluentd-address", "fluentd-async", "fluentd-async-connect");

  private final Uplink uplink;
  private final boolean async;
  private final Origin origin;

  FluentdRemote(RemoteOptions options, Origin origin) {
    options.requireKnown(KNOWN);
    String text = options.text("fluentd-address", "127.0.0.1:" + PORT);
    RemoteAddress address =
        RemoteAddress.parse(text.contains("://") ? text : "tcp://" + text, PORT);
    if (!Set.of("tcp", "unix").contains(address.scheme())) {
      throw HavreException.invalid("unsupported scheme: '" + address.scheme() + "'");
    }
    this.async = options.flag("fluentd-async") || options.flag("fluentd-async-connect");
    this.uplink = new Uplink(address);
    this.origin = origin;
  }

  @Override
  public boolean required() {
    return !async;
  }

  @Override
  public void connect() throws IOException {
    uplink.connectAnew();
  }

  @Override
  public void send(boolean stderr, String line, long nanos) throws IOException {
    RemoteAddress.Connection connection = uplink.connected();
    var fields = new LinkedHashMap<String, String>();
    fields.put("container_id", origin.id());
    fields.put("container_name", "/" + origin.name());
    fields.put("source", stderr ? "stderr" : "stdout");
    fields.put("log", line);
    fields.putAll(origin.attributes());
    connection.write(message(fields, nanos / 1_000_000_000L));
  }

  private byte[] message(Map<String, String> fields, long seconds) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeByte(0x93); // an array of three
    string(out, origin.tag());
    out.writeByte(0xd3); // a 64-bit number
    out.writeLong(seconds);
    out.writeByte(0xde); // a map with a 16-bit size
    out.writeShort(fields.size());
    for (Map.Entry<String, String> field : fields.entrySet()) {
      string(out, field.getKey());
      string(out, field.getValue());
    }
    return bytes.toByteArray();
  }

  private static void string(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    if (bytes.length < SHORT_STRING) {
      out.writeByte(0xd9);
      out.writeByte(bytes.length);
    } else {
      out.writeByte(0xdb);
      out.writeInt(bytes.length);
    }
    out.write(bytes);
  }

  @Override
  public void close() {
    uplink.close();
  }
}
