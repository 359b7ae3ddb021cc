package havre.store.diff;

import havre.common.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/// A stream that counts and digests all that passes, also what is skipped.
final class CountedDigest extends FilterInputStream {
  private final MessageDigest sha256 = Digest.newSha256();
  private final byte[] skipped = new byte[8192];
  private long count;

  CountedDigest(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    if (value >= 0) {
      sha256.update((byte) value);
      count++;
    }
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    if (read > 0) {
      sha256.update(target, offset, read);
      count += read;
    }
    return read;
  }

  @Override
  public long skip(long length) throws IOException {
    int read = read(skipped, 0, (int) Math.min(length, skipped.length));
    return Math.max(read, 0);
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  long count() {
    return count;
  }

  /// The digest of what has passed; may be asked once.
  Digest digest() {
    return Digest.of(sha256.digest());
  }
}
