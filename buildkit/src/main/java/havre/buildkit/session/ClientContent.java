package havre.buildkit.session;

import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.common.Digest;
import havre.store.diff.ArchiveCompression;
import havre.transport.grpc.GrpcCode;
import havre.transport.grpc.GrpcException;
import havre.transport.grpc.GrpcExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A folder of blobs at the client, which it offers as containerd's content service. Thread-safe.
public final class ClientContent {
  private static final String SERVICE = "containerd.services.content.v1.Content/";

  /// Tells the client which of its folders is meant.
  private static final String STORE = "buildkit-attachable-store-id";

  private static final int WRITE = 1;
  private static final int COMMIT = 2;
  private static final int CHUNK = 256 * 1024;

  private final Session session;
  private final Map<String, List<String>> metadata;

  /// @param store by which name the client knows it
  public ClientContent(Session session, String store) {
    this.session = session;
    this.metadata = Map.of(STORE, List.of(store));
  }

  /// A blob that was written.
  public record Written(Digest digest, long size) {}

  /// How many bytes a blob has.
  ///
  /// @throws GrpcException NOT_FOUND where there is none
  public long size(Digest digest) throws IOException {
    try (GrpcExchange exchange = session.call(SERVICE + "Info", metadata)) {
      exchange.send(new ProtoWriter().string(1, digest.toString()).toBytes());
      byte[] answer = exchange.read();
      if (answer == null) {
        throw new IOException("no answer to a question about " + digest);
      }
      exchange.read(); // tells that it is over
      return ProtoMessage.parse(answer).message(1).number(2);
    }
  }

  public boolean has(Digest digest) throws IOException {
    try {
      size(digest);
      return true;
    } catch (GrpcException e) {
      if (e.code() == GrpcCode.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /// A blob's bytes, as the client says they are.
  public InputStream open(Digest digest) throws IOException {
    GrpcExchange exchange = session.call(SERVICE + "Read", metadata);
    exchange.send(new ProtoWriter().string(1, digest.toString()).toBytes());
    return new MessageInput(exchange, 2);
  }

  /// Writes a blob.
  public Written write(ArchiveCompression.Plain content) throws IOException {
    MessageDigest sum = Digest.newSha256();
    try (GrpcExchange exchange = session.call(SERVICE + "Write", metadata)) {
      var out = new Chunks(exchange, "havre-" + UUID.randomUUID(), sum);
      content.writeTo(out);
      out.flush();
      Digest digest = Digest.of(sum.digest());
      exchange.send(
          new ProtoWriter()
              .number(1, COMMIT)
              .string(2, out.reference)
              .number(3, out.size)
              .string(4, digest.toString())
              .number(5, out.size)
              .toBytes());
      finish(exchange);
      return new Written(digest, out.size);
    }
  }

  private static void finish(GrpcExchange exchange) throws IOException {
    try {
      while (exchange.read() != null) {
        // it tells how far it is
      }
    } catch (GrpcException e) {
      if (e.code() != GrpcCode.ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  /// Sends bytes as messages, each answered by the client.
  private static final class Chunks extends OutputStream {
    private final GrpcExchange exchange;
    private final String reference;
    private final MessageDigest sum;
    private final byte[] buffer = new byte[CHUNK];
    private int count;
    private long size;

    Chunks(GrpcExchange exchange, String reference, MessageDigest sum) {
      this.exchange = exchange;
      this.reference = reference;
      this.sum = sum;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      sum.update(bytes, offset, length);
      int from = offset;
      int left = length;
      while (left > 0) {
        int part = Math.min(left, CHUNK - count);
        System.arraycopy(bytes, from, buffer, count, part);
        count += part;
        from += part;
        left -= part;
        if (count == CHUNK) {
          flush();
        }
      }
    }

    @Override
    public void flush() throws IOException {
      if (count > 0) {
        exchange.write(
            new ProtoWriter()
                .number(1, WRITE)
                .string(2, reference)
                .number(5, size)
                .bytes(6, Arrays.copyOf(buffer, count))
                .toBytes());
        size += count;
        count = 0;
        exchange.read();
      }
    }
  }
}
