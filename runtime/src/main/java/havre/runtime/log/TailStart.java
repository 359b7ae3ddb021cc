package havre.runtime.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Where the last records of a file begin.
///
/// @param records how many there are from there to the end
record TailStart(long position, int records) {

  /// Searches backwards for line ends, reading no more than it must.
  static TailStart find(FileChannel file, int wanted, ByteBuffer buffer) throws IOException {
    long chunkEnd = file.size();
    if (wanted == 0) {
      return new TailStart(chunkEnd, 0);
    }
    int lineEnds = 0;
    while (chunkEnd > 0) {
      int length = (int) Math.min(buffer.capacity(), chunkEnd);
      long chunkStart = chunkEnd - length;
      buffer.clear().limit(length);
      while (buffer.hasRemaining()) {
        if (file.read(buffer, chunkStart + buffer.position()) < 0) {
          break;
        }
      }
      for (int i = buffer.position() - 1; i >= 0; i--) {
        if (buffer.get(i) == '\n' && lineEnds++ == wanted) {
          return new TailStart(chunkStart + i + 1, wanted);
        }
      }
      chunkEnd = chunkStart;
    }
    return new TailStart(0, lineEnds);
  }
}
