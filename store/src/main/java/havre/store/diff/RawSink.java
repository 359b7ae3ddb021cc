package havre.store.diff;

import java.io.IOException;

/// Takes the bytes of an archive that are not file content: headers and padding.
@FunctionalInterface
interface RawSink {
  RawSink NONE = (bytes, offset, length) -> {};

  void raw(byte[] bytes, int offset, int length) throws IOException;
}
