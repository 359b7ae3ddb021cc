package havre.store.diff;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
/// lost by cutting.
public final class ParallelGzip extends OutputStream {
  private static final int BLOCK = 512 * 1024;
  private static final int QUICKEST = 0;
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
  private final Queue<FastDeflate> idle = new ConcurrentLinkedQueue<>();

  /// What the block's beginning may refer to, and the block.
  private byte[] window = new byte[FastDeflate.WINDOW + BLOCK];

  private int start;
  private int filled;
  private long size;

  /// As quick as can be.
  public ParallelGzip(OutputStream target) throws IOException {
    this(target, QUICKEST);
  }

  /// @param level of zlib, from 1 to 9, the smallest
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
      if (filled == start + BLOCK) {
        submit(false);
      }
      int count = Math.min(left, start + BLOCK - filled);
      System.arraycopy(bytes, at, window, filled, count);
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
    byte[] content = window;
    int from = start;
    int to = filled;
    going.add(threads.submit(() -> compressed(content, from, to, last)));
    if (!last) {
      window = new byte[FastDeflate.WINDOW + BLOCK];
      System.arraycopy(content, to - FastDeflate.WINDOW, window, 0, FastDeflate.WINDOW);
      start = FastDeflate.WINDOW;
      filled = start;
    }
    while (going.size() > 2 * PROCESSORS) {
      writeOldest();
    }
  }

  private byte[] compressed(byte[] content, int from, int to, boolean last) {
    if (level != QUICKEST) {
      return byZlib(content, from, to, last);
    }
    FastDeflate waiting = idle.poll();
    FastDeflate deflate = waiting == null ? new FastDeflate() : waiting;
    byte[] compressed = deflate.compress(content, from, to, last);
    idle.add(deflate);
    return compressed;
  }

  private byte[] byZlib(byte[] content, int from, int to, boolean last) {
    try (var deflater = new Deflater(level, true)) {
      if (from > 0) {
        deflater.setDictionary(content, 0, from);
      }
      deflater.setInput(content, from, to - from);
      if (last) {
        deflater.finish();
      }
      var out = new byte[(to - from) / 2 + 1024];
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
