package havre.client;

import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import havre.client.json.JsonValue;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Objects that the engine sends one after the other: events, progress, statistics.
public final class JsonStream implements Closeable {
  private final InputStream in;
  private final JsonReader reader;

  public JsonStream(InputStream in) {
    this.in = in;
    this.reader = new JsonReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /// The next object; null at the end of the stream.
  public @Nullable JsonObject next() {
    try {
      JsonValue value = reader.next();
      while (value != null) {
        if (value instanceof JsonObject object) {
          return object;
        }
        value = reader.next();
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
