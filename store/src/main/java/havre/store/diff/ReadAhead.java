package havre.store.diff;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Reads a stream ahead on a thread of its own, so that decompressing, hashing and using what was
/// read overlap.
///
/// It owns that thread, a platform thread because the work is computing; [#close] ends it and
/// returns only when the source is no longer touched. The source isn't closed. One thread may use
/// this stream.
final class ReadAhead extends InputStream {
  private static final int CHUNK = 256 * 1024;
  private static final int DEPTH = 8;

  private final InputStream source;
  private final @Nullable MessageDigest digest;
  private final ArrayBlockingQueue<Chunk> full = new ArrayBlockingQueue<>(DEPTH);
  private final ArrayBlockingQueue<byte[]> spare = new ArrayBlockingQueue<>(DEPTH + 2);
  private final Thread thread;
  private volatile boolean closed;
  private byte[] current = new byte[0];
  private int at;
  private int limit;
  private @Nullable Chunk end;
  private long count;

  /// A piece of the stream; without bytes it is the end, regular or by an exception.
  private record Chunk(byte[] bytes, int length, @Nullable Throwable failure) {}

  private ReadAhead(String name, InputStream source, @Nullable MessageDigest digest) {
    this.source = source;
    this.digest = digest;
    thread = Thread.ofPlatform().daemon().name(name).unstarted(this::pump);
  }

  static ReadAhead start(String name, InputStream source) {
    var stream = new ReadAhead(name, source, null);
    stream.thread.start();
    return stream;
  }

  /// Also feeds all that is read to a digest, which may be asked once the end was read.
  static ReadAhead start(String name, InputStream source, MessageDigest digest) {
    var stream = new ReadAhead(name, source, digest);
    stream.thread.start();
    return stream;
  }

  @Override
  public int read() throws IOException {
    if (at == limit && !fill()) {
      return -1;
    }
    return current[at++] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at == limit && !fill()) {
      return -1;
    }
    int taken = Math.min(length, limit - at);
    System.arraycopy(current, at, target, offset, taken);
    at += taken;
    return taken;
  }

  @Override
  public int readNBytes(byte[] target, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int taken = read(target, offset + done, length - done);
      if (taken < 0) {
        break;
      }
      done += taken;
    }
    return done;
  }

  @Override
  public long skip(long wanted) throws IOException {
    if (wanted <= 0 || at == limit && !fill()) {
      return 0;
    }
    int taken = (int) Math.min(wanted, limit - at);
    at += taken;
    return taken;
  }

  /// All bytes handed out or waiting to be, once the end was read.
  long count() {
    return count;
  }

  private boolean fill() throws IOException {
    if (end != null) {
      return ended(end);
    }
    if (current.length > 0 && !spare.offer(current)) {
      throw new IllegalStateException("more buffers than were made");
    }
    Chunk chunk = take();
    if (chunk.length == 0) {
      end = chunk;
      current = new byte[0];
      at = 0;
      limit = 0;
      return ended(chunk);
    }
    current = chunk.bytes;
    at = 0;
    limit = chunk.length;
    count += chunk.length;
    return true;
  }

  private static boolean ended(Chunk chunk) throws IOException {
    switch (chunk.failure) {
      case null -> {
        return false;
      }
      case IOException e -> throw new IOException(e.getMessage(), e);
      case MalformedArchiveException e -> throw e;
      case Throwable e -> throw new IOException("read ahead: " + e.getMessage(), e);
    }
  }

  private Chunk take() throws IOException {
    try {
      return full.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading", e);
    }
  }

  private void pump() {
    Throwable failure = null;
    try {
      while (!closed) {
        byte[] bytes = spare.poll();
        if (bytes == null) {
          bytes = new byte[CHUNK];
        }
        int length = source.readNBytes(bytes, 0, CHUNK);
        if (length == 0) {
          break;
        }
        if (digest != null) {
          digest.update(bytes, 0, length);
        }
        full.put(new Chunk(bytes, length, null));
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    } catch (InterruptedException e) {
      failure = e;
    }
    putEnd(new Chunk(new byte[0], 0, failure));
  }

  private void putEnd(Chunk chunk) {
    while (!closed) {
      try {
        full.put(chunk);
        return;
      } catch (InterruptedException e) {
        // Only close() interrupts, and it has set the flag.
        continue;
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      full.clear();
      try {
        thread.join(10);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
