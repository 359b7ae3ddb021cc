package havre.oci.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import havre.common.Digest;
import havre.common.HavreException;
import java.io.IOException;

/// A [Digest] as its text.
final class DigestModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  DigestModule() {
    addSerializer(new Writer());
    addDeserializer(Digest.class, new Reader());
  }

  private static final class Writer extends StdScalarSerializer<Digest> {
    private static final long serialVersionUID = 1L;

    Writer() {
      super(Digest.class);
    }

    @Override
    public void serialize(Digest value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.toString());
    }
  }

  private static final class Reader extends StdScalarDeserializer<Digest> {
    private static final long serialVersionUID = 1L;

    Reader() {
      super(Digest.class);
    }

    @Override
    public Digest deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = in.getValueAsString("");
      try {
        return Digest.parse(text);
      } catch (HavreException e) {
        return (Digest) context.handleWeirdStringValue(Digest.class, text, "%s", e.getMessage());
      }
    }
  }
}
