package havre.images;

import havre.common.HavreException;
import havre.store.diff.MalformedArchiveException;
import havre.store.diff.TarEntry;
import havre.store.diff.TarLimits;
import havre.store.diff.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// The files of an image archive, set down in a folder under numbers: no name of the archive
/// becomes a path.
final class ArchiveSpool implements AutoCloseable {
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_DOCUMENT = 32 * 1024 * 1024;
  private static final int MAX_LINKS = 16;

  private final Path folder;
  private final Map<String, Path> files = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();

  private ArchiveSpool(Path folder) {
    this.folder = folder;
  }

  /// Reads a tar archive, compressed by gzip or not, to its end.
  ///
  /// @throws HavreException INVALID when it is no archive
  static ArchiveSpool read(InputStream archive, Path scratch) throws IOException {
    Files.createDirectories(scratch);
    var spool = new ArchiveSpool(Files.createTempDirectory(scratch, "load-"));
    try {
      spool.readAll(plain(archive));
      return spool;
    } catch (MalformedArchiveException e) {
      spool.close();
      throw new HavreException(
          havre.common.ErrorKind.INVALID, "invalid archive: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      spool.close();
      throw e;
    }
  }

  boolean contains(String name) {
    return file(name).isPresent();
  }

  /// The whole of a small file.
  ///
  /// @throws HavreException INVALID when it is missing or too large
  byte[] document(String name) throws IOException {
    Path file = required(name);
    if (Files.size(file) > MAX_DOCUMENT) {
      throw HavreException.invalid("invalid archive: " + name + " is too large");
    }
    return Files.readAllBytes(file);
  }

  InputStream open(String name) throws IOException {
    return new BufferedInputStream(Files.newInputStream(required(name)), 1 << 16);
  }

  @Override
  public void close() {
    try (var all = Files.list(folder)) {
      for (Path file : all.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("remove " + folder, e);
    }
  }

  private Path required(String name) {
    return file(name)
        .orElseThrow(() -> HavreException.invalid("invalid archive: " + name + " is missing"));
  }

  private Optional<Path> file(String name) {
    String at = normal(name);
    for (int i = 0; i < MAX_LINKS; i++) {
      Path file = files.get(at);
      if (file != null) {
        return Optional.of(file);
      }
      String target = links.get(at);
      if (target == null) {
        return Optional.empty();
      }
      at = target;
    }
    return Optional.empty();
  }

  private static InputStream plain(InputStream archive) throws IOException {
    var in = new BufferedInputStream(archive, 1 << 16);
    in.mark(2);
    int first = in.read();
    int second = in.read();
    in.reset();
    return first == 0x1f && second == 0x8b ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private void readAll(InputStream in) throws IOException {
    var reader = new TarReader(in, TarLimits.DEFAULT);
    int count = 0;
    for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
      if (++count > MAX_ENTRIES) {
        throw HavreException.invalid("invalid archive: too many entries");
      }
      String name = normal(entry.name());
      switch (entry.type()) {
        case TarEntry.REGULAR -> {
          Path file = folder.resolve(String.valueOf(count));
          try {
            Files.copy(reader.content(), file, StandardCopyOption.REPLACE_EXISTING);
          } catch (FileAlreadyExistsException e) {
            throw new UncheckedIOException(e);
          }
          files.put(name, file);
        }
        case TarEntry.SYMLINK -> links.put(name, sibling(name, entry.linkName()));
        case TarEntry.HARD_LINK -> links.put(name, normal(entry.linkName()));
        default -> {
          // folders carry nothing
        }
      }
    }
    reader.finish();
  }

  private static String sibling(String name, String target) {
    int slash = name.lastIndexOf('/');
    return normal(
        target.startsWith("/") || slash < 0 ? target : name.substring(0, slash + 1) + target);
  }

  /// A name as a key: parts joined by slashes, `.` and `..` worked in.
  private static String normal(String name) {
    var parts = new java.util.ArrayDeque<String>();
    for (String part : name.split("/")) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }
}
