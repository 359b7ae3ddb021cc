package havre.store.content;

import havre.common.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// Blobs by their digest. A blob is there wholly and as its digest says, or not at all.
/// Thread-safe.
public interface ContentStore {
  boolean contains(Digest digest);

  /// The blob's bytes, to be closed by the caller.
  ///
  /// @throws havre.common.HavreException of kind NOT_FOUND
  InputStream open(Digest digest) throws IOException;

  /// The whole of a small blob, checked against its digest.
  byte[] read(Digest digest) throws IOException;

  /// @throws havre.common.HavreException of kind NOT_FOUND
  long size(Digest digest) throws IOException;

  /// Stores what the stream holds under the digest it must have; the stream is read to its end.
  ///
  /// @throws havre.common.HavreException of kind INVALID when it has another digest or is longer
  ///   than `maxSize`; nothing is stored then
  void write(Digest expected, InputStream content, long maxSize) throws IOException;

  void write(Digest expected, byte[] content) throws IOException;

  /// Does nothing when it is not there.
  void remove(Digest digest) throws IOException;

  List<Digest> list() throws IOException;
}
