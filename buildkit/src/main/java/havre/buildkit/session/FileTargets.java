package havre.buildkit.session;

import havre.buildkit.wire.ProtoWriter;
import havre.linux.fs.Root;
import havre.transport.grpc.GrpcExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The files and folders that a client offers to receive the results of its builds.
public final class FileTargets {
  private static final String COPY = "moby.filesync.v1.FileSend/DiffCopy";

  /// Tells the client which of its exports something is for.
  private static final String EXPORT = "buildkit-attachable-exporter-id";

  private final Session session;

  public FileTargets(Session session) {
    this.session = session;
  }

  /// Sends a tree.
  ///
  /// @param folder of the client's folder into which it goes; empty for the folder itself
  /// @return the number of bytes sent
  public long sendTree(int export, Root root, String folder) throws IOException {
    try (GrpcExchange exchange = begin(export)) {
      return new TreeTransmission(exchange, root).run(folder);
    }
  }

  /// A file at the client.
  public OutputStream file(int export) throws IOException {
    return new Chunks(begin(export));
  }

  private GrpcExchange begin(int export) throws IOException {
    return session.call(COPY, Map.of(EXPORT, List.of(Integer.toString(export))));
  }

  /// Sends bytes as messages.
  private static final class Chunks extends OutputStream {
    private static final int LARGEST = 512 * 1024;

    private final GrpcExchange exchange;
    private final byte[] buffer = new byte[LARGEST];
    private int count;
    private boolean closed;

    Chunks(GrpcExchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int from = offset;
      int left = length;
      while (left > 0) {
        int part = Math.min(left, LARGEST - count);
        System.arraycopy(bytes, from, buffer, count, part);
        count += part;
        from += part;
        left -= part;
        if (count == LARGEST) {
          send();
        }
      }
    }

    private void send() throws IOException {
      if (count > 0) {
        exchange.write(new ProtoWriter().bytes(1, Arrays.copyOf(buffer, count)).toBytes());
        count = 0;
      }
    }

    /// Waits until the client has the file.
    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try (exchange) {
        send();
        exchange.closeOutput();
        while (exchange.read() != null) {
          // it tells nothing
        }
      }
    }
  }
}
