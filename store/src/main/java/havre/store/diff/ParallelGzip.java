package havre.store.diff;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Compresses in blocks on all processors. The same bytes always become the same bytes, however
/// many processors there are. Ends with [#finish]; [#close] leaves the target open.
///
/// Each block begins with the end of the one before as its dictionary, so that hardly anything is
/// lost by cutting. The level is one that costs half of what the usual one does, for two parts in a
/// hundred more bytes.
public final class ParallelGzip extends OutputStream {
  private static final int BLOCK = 512 * 1024;
  private static final int DICTIONARY = 32 * 1024;
  private static final int LEVEL = 4;
  private static final int TRAILER = 8;
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final OutputStream target;
  private final int level;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          PROCESSORS, Thread.ofPlatform().daemon().name("gzip-", 0).factory());
  private final Queue<Future<byte[]>> going = new ArrayDeque<>();
  private final CRC32 sum = new CRC32();
  private byte[] dictionary = new byte[0];
  private byte[] block = new byte[BLOCK];
  private int filled;
  private long size;

  public ParallelGzip(OutputStream target) throws IOException {
    this(target, LEVEL);
  }

  /// @param level from 1, the quickest, to 9, the smallest
  public ParallelGzip(OutputStream target, int level) throws IOException {
    this.target = target;
    this.level = level;
    target.write(HEADER);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    sum.update(bytes, offset, length);
    size += length;
    int at = offset;
    int left = length;
    while (left > 0) {
      if (filled == BLOCK) {
        submit(false);
      }
      int count = Math.min(left, BLOCK - filled);
      System.arraycopy(bytes, at, block, filled, count);
      filled += count;
      at += count;
      left -= count;
    }
  }

  /// Writes all that is left, and the trailer.
  public void finish() throws IOException {
    submit(true);
    while (!going.isEmpty()) {
      writeOldest();
    }
    var trailer = new byte[TRAILER];
    little(trailer, 0, sum.getValue());
    little(trailer, 4, size);
    target.write(trailer);
  }

  private static void little(byte[] target, int at, long value) {
    for (int i = 0; i < 4; i++) {
      target[at + i] = (byte) (value >> (8 * i));
    }
  }

  private void submit(boolean last) throws IOException {
    byte[] content = block;
    int length = filled;
    byte[] before = dictionary;
    going.add(threads.submit(() -> compressed(content, length, before, last)));
    if (!last) {
      dictionary = Arrays.copyOfRange(content, length - DICTIONARY, length);
      block = new byte[BLOCK];
      filled = 0;
    }
    while (going.size() > 2 * PROCESSORS) {
      writeOldest();
    }
  }

  private byte[] compressed(byte[] content, int length, byte[] before, boolean last) {
    try (var deflater = new Deflater(level, true)) {
      if (before.length > 0) {
        deflater.setDictionary(before);
      }
      deflater.setInput(content, 0, length);
      if (last) {
        deflater.finish();
      }
      var out = new byte[length / 2 + 1024];
      int written = 0;
      int mode = last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
      while (true) {
        written += deflater.deflate(out, written, out.length - written, mode);
        if (written < out.length) {
          return Arrays.copyOf(out, written);
        }
        out = Arrays.copyOf(out, out.length * 2);
      }
    }
  }

  private void writeOldest() throws IOException {
    try {
      target.write(going.remove().get());
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("context canceled");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
