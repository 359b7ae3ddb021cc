package havre.registryclient;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// A blob as it comes, not a byte more than its size. Where the connection breaks, the rest is
/// asked for again, with growing pauses; at its end its digest is checked. Not thread-safe.
public final class BlobStream extends InputStream {
  private final Digest digest;
  private final long size;
  private final Source source;
  private final @Nullable PartialFile partial;
  private final MessageDigest sum = Digest.newSha256();
  private @Nullable InputStream in;
  private boolean fromFile;
  private long resumedAt;
  private long at;
  private int failures;
  private boolean checked;

  /// Opens the blob from a place on.
  @FunctionalInterface
  interface Source {
    InputStream open(long offset) throws IOException;
  }

  /// @param partial where what comes is kept until all is here, null for nowhere
  BlobStream(Digest digest, long size, Source source, @Nullable PartialFile partial)
      throws IOException {
    this.digest = digest;
    this.size = size;
    this.source = source;
    this.partial = partial;
    if (partial != null) {
      in = partial.earlier(size);
      fromFile = in != null;
    }
  }

  /// A blob that is not what its digest says.
  public static final class WrongDigestException extends HavreException {
    private static final long serialVersionUID = 1L;

    WrongDigestException(Digest digest) {
      super(ErrorKind.INTERNAL, "filesystem layer verification failed for digest " + digest);
    }
  }

  /// How many bytes were here from an earlier time.
  public long resumedAt() {
    return resumedAt;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (at < size) {
      int count = 0;
      try {
        count = opened().read(target, offset, (int) Math.min(length, size - at));
      } catch (IOException e) {
        again(e);
      }
      if (count > 0) {
        take(target, offset, count);
        return count;
      }
      if (count < 0 && fromFile) {
        fromFile = false;
        resumedAt = at;
        disconnect();
      } else if (count < 0) {
        again(new IOException("unexpected EOF"));
      }
    }
    check();
    return -1;
  }

  private void take(byte[] bytes, int offset, int count) throws IOException {
    sum.update(bytes, offset, count);
    at += count;
    if (partial != null && !fromFile) {
      partial.append(bytes, offset, count);
    }
  }

  private InputStream opened() throws IOException {
    InputStream open = in;
    if (open == null) {
      open = source.open(at);
      in = open;
    }
    return open;
  }

  private void again(IOException failure) throws IOException {
    disconnect();
    if (++failures >= Retries.ATTEMPTS) {
      throw failure;
    }
    Retries.await(Retries.pause(failures));
  }

  private void check() throws IOException {
    if (checked) {
      return;
    }
    checked = true;
    if (partial != null) {
      partial.delete();
    }
    if (!Digest.of(sum.digest()).equals(digest)) {
      throw new WrongDigestException(digest);
    }
  }

  /// Reads what is left, so that the whole of it is checked.
  ///
  /// @throws WrongDigestException when it is not what it should be
  public void finish() throws IOException {
    transferTo(OutputStream.nullOutputStream());
  }

  private void disconnect() throws IOException {
    InputStream open = in;
    in = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() throws IOException {
    try (PartialFile file = partial) {
      disconnect();
    }
  }
}
