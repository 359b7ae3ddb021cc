package havre.buildkit.session;

import havre.buildkit.wire.ProtoMessage;
import havre.transport.grpc.GrpcExchange;
import java.io.IOException;
import java.io.InputStream;

/// The bytes that messages carry in a field, one after the other.
final class MessageInput extends InputStream {
  private final GrpcExchange exchange;
  private final int field;
  private byte[] current = {};
  private int at;
  private boolean ended;

  MessageInput(GrpcExchange exchange, int field) {
    this.exchange = exchange;
    this.field = field;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (at == current.length && !ended) {
      byte[] message = exchange.read();
      ended = message == null;
      current = message == null ? new byte[0] : ProtoMessage.parse(message).bytes(field);
      at = 0;
    }
    if (at == current.length) {
      return -1;
    }
    int count = Math.min(length, current.length - at);
    System.arraycopy(current, at, bytes, offset, count);
    at += count;
    return count;
  }

  @Override
  public void close() {
    exchange.close();
  }
}
