package havre.transport;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// How a run of bytes is put on the wire. Each buffer has [#HEADROOM] free bytes before its
/// content, so that a frame goes out in one piece.
enum Framing {
  /// As it is.
  RAW {
    @Override
    void seal(ByteBuf buffer) {
      buffer.skipBytes(HEADROOM);
    }

    @Override
    void end(ByteBuf buffer) {}
  },

  /// A chunk of HTTP/1.1's chunked coding (RFC 9112, 7.1).
  CHUNKED {
    @Override
    void seal(ByteBuf buffer) {
      int size = buffer.readableBytes() - HEADROOM;
      byte[] head =
          (Integer.toHexString(size).toLowerCase(Locale.ROOT) + "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      int start = buffer.readerIndex() + HEADROOM - head.length;
      buffer.setBytes(start, head);
      buffer.readerIndex(start);
      buffer.writeShort(CRLF);
    }

    @Override
    void end(ByteBuf buffer) {
      buffer.writeByte('0').writeShort(CRLF).writeShort(CRLF);
    }
  },

  /// An unmasked binary WebSocket message of one frame (RFC 6455, 5.2).
  WEB_SOCKET {
    @Override
    void seal(ByteBuf buffer) {
      int size = buffer.readableBytes() - HEADROOM;
      boolean small = size <= LARGEST_SHORT_PAYLOAD;
      int start = buffer.readerIndex() + HEADROOM - (small ? 2 : 4);
      buffer.setByte(start, FINAL_BINARY);
      if (small) {
        buffer.setByte(start + 1, size);
      } else {
        buffer.setByte(start + 1, LENGTH_IN_TWO_BYTES);
        buffer.setShort(start + 2, size);
      }
      buffer.readerIndex(start);
    }

    @Override
    void end(ByteBuf buffer) {
      buffer.writeByte(FINAL_CLOSE).writeByte(2).writeShort(NORMAL_CLOSURE);
    }
  };

  /// Enough for the size line of a chunk of less than 256 MiB, and for a WebSocket frame's head.
  static final int HEADROOM = 10;

  /// What may follow the content: the chunk's line end and the last chunk.
  static final int TAILROOM = 8;

  private static final int CRLF = 0x0d0a;
  private static final int FINAL_BINARY = 0x82;
  private static final int FINAL_CLOSE = 0x88;
  private static final int LENGTH_IN_TWO_BYTES = 126;
  private static final int LARGEST_SHORT_PAYLOAD = 125;
  private static final int NORMAL_CLOSURE = 1000;

  /// Makes `buffer`, whose readable part is headroom and content, ready to send.
  abstract void seal(ByteBuf buffer);

  /// Appends what tells the receiver that no more comes.
  abstract void end(ByteBuf buffer);
}
