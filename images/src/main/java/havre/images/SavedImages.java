package havre.images;

import java.io.IOException;
import java.io.OutputStream;

/// Images found and ready to be written as one archive.
@FunctionalInterface
public interface SavedImages {
  /// Writes the tar archive; may be called once.
  void writeTo(OutputStream out) throws IOException;
}
