package havre.store.diff;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// An archive written entry by entry, with names that no honest program writes.
final class TestArchive {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

  TestArchive() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  TestArchive file(String name, String content) {
    return file(name, content, 0644);
  }

  TestArchive file(String name, String content, int mode) {
    var entry = new TarArchiveEntry(name, true);
    entry.setMode(mode);
    return add(entry, content.getBytes(UTF_8));
  }

  TestArchive directory(String name) {
    return add(new TarArchiveEntry(name + "/", true), new byte[0]);
  }

  TestArchive symbolicLink(String name, String target) {
    return link(name, target, TarConstants.LF_SYMLINK);
  }

  TestArchive hardLink(String name, String target) {
    return link(name, target, TarConstants.LF_LINK);
  }

  TestArchive device(String name, int major, int minor) {
    var entry = new TarArchiveEntry(name, TarConstants.LF_CHR, true);
    entry.setDevMajor(major);
    entry.setDevMinor(minor);
    return add(entry, new byte[0]);
  }

  /// An empty file with records of its own in the extended header.
  ///
  /// @param records a key, its value, the next key …
  TestArchive record(String name, String... records) {
    var entry = new TarArchiveEntry(name, true);
    for (int i = 0; i < records.length; i += 2) {
      entry.addPaxHeader(records[i], records[i + 1]);
    }
    return add(entry, new byte[0]);
  }

  private TestArchive link(String name, String target, byte type) {
    var entry = new TarArchiveEntry(name, type, true);
    entry.setLinkName(target);
    return add(entry, new byte[0]);
  }

  private TestArchive add(TarArchiveEntry entry, byte[] content) {
    try {
      if (entry.isFile()) {
        entry.setSize(content.length);
      }
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] bytes() {
    try {
      tar.finish();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
