package havre.images;

import havre.common.Digest;
import havre.oci.image.OciLayout;
import havre.store.diff.ArchiveCompression;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// An OCI layout as an archive that is being written; each blob once. Used by one thread.
final class LayoutArchive {
  private static final int FOLDER_MODE = 040755;

  private final TarArchiveOutputStream tar;
  private final Set<Digest> written = new HashSet<>();

  LayoutArchive(OutputStream out) throws IOException {
    tar = new TarArchiveOutputStream(out, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    folder(OciLayout.BLOBS + "/");
    folder(OciLayout.BLOBS + "/sha256/");
  }

  /// Where a blob lies.
  static String path(Digest digest) {
    return OciLayout.BLOBS + "/" + digest.algorithm() + "/" + digest.hex();
  }

  void blob(Digest digest, byte[] content, Instant made) throws IOException {
    blob(digest, content.length, made, out -> out.write(content));
  }

  /// @param made what belongs to one image bears the time of its making
  void blob(Digest digest, long size, Instant made, ArchiveCompression.Plain content)
      throws IOException {
    if (written.add(digest)) {
      entry(path(digest), size, made, content);
    }
  }

  void document(String name, byte[] content) throws IOException {
    entry(name, content.length, Instant.EPOCH, out -> out.write(content));
  }

  void finish() throws IOException {
    tar.finish();
    tar.flush();
  }

  private void entry(String name, long size, Instant time, ArchiveCompression.Plain content)
      throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setSize(size);
    entry.setModTime(time.truncatedTo(ChronoUnit.SECONDS).toEpochMilli());
    tar.putArchiveEntry(entry);
    content.writeTo(tar);
    tar.closeArchiveEntry();
  }

  private void folder(String name) throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setMode(FOLDER_MODE);
    entry.setModTime(0L);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }
}
