package havre.engine.container;

import java.io.IOException;
import java.io.OutputStream;

/// Files of a container, ready to be written as a tar archive.
public interface PathArchive extends AutoCloseable {
  PathStatus status();

  void writeTo(OutputStream out) throws IOException;

  @Override
  void close();
}
