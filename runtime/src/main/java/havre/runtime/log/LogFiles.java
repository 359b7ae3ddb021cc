package havre.runtime.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The files of one log: the current one, and those rotated away, `.1` the youngest, each perhaps
/// compressed (`.1.gz`). Callers hold the log's lock.
final class LogFiles {
  private static final String COMPRESSED = ".gz";
  private static final String PARTIAL = ".tmp";

  private final Path current;
  private final int maxFiles;

  LogFiles(Path current, int maxFiles) {
    this.current = current;
    this.maxFiles = maxFiles;
  }

  /// All files, oldest first; missing ones are left out.
  List<Path> oldestFirst() {
    var files = new ArrayList<Path>();
    for (int i = maxFiles - 1; i >= 1; i--) {
      Path existing = existing(rotated(i));
      if (existing != null) {
        files.add(existing);
      }
    }
    if (Files.exists(current)) {
      files.add(current);
    }
    return files;
  }

  /// Moves every file one place on; the oldest goes.
  void rotate() throws IOException {
    delete(maxFiles == 1 ? current : rotated(maxFiles - 1));
    for (int i = maxFiles - 2; i >= 0; i--) {
      move(i == 0 ? current : rotated(i), rotated(i + 1));
    }
  }

  /// Removes all files, and what a compression left that did not finish.
  void deleteAll() throws IOException {
    Path directory = current.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, current.getFileName() + "*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /// The sum of the sizes of all files.
  long size() throws IOException {
    long size = 0;
    for (Path file : oldestFirst()) {
      try {
        size += Files.size(file);
      } catch (NoSuchFileException e) {
        continue;
      }
    }
    return size;
  }

  /// Where a compressed form of the file is written before it takes its place.
  Path partial() {
    return Path.of(current + COMPRESSED + PARTIAL);
  }

  /// Opens a file for reading; a compressed one as a decompressed copy that has no name.
  static FileChannel open(Path file) throws IOException {
    return file.toString().endsWith(COMPRESSED)
        ? decompressed(file)
        : FileChannel.open(file, StandardOpenOption.READ);
  }

  /// Puts the finished compressed form in the place of a rotated file, wherever that is by now.
  ///
  /// @return false when the file was rotated away meanwhile
  boolean replaceByCompressed(Object fileKey) throws IOException {
    for (int i = 1; i < maxFiles; i++) {
      Path file = rotated(i);
      if (fileKey.equals(fileKey(file))) {
        Files.move(partial(), compressed(file));
        Files.delete(file);
        return true;
      }
    }
    return false;
  }

  Path youngestRotated() {
    return rotated(1);
  }

  /// What identifies a file whatever it is called; null when there is none.
  static @Nullable Object fileKey(Path file) throws IOException {
    return Files.exists(file) ? Files.getAttribute(file, "unix:ino") : null;
  }

  private static FileChannel decompressed(Path file) throws IOException {
    Path copy = Files.createTempFile(file.toAbsolutePath().getParent(), "log-", PARTIAL);
    FileChannel channel =
        FileChannel.open(
            copy,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      OutputStream out = Channels.newOutputStream(channel);
      in.transferTo(out);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private Path rotated(int number) {
    return Path.of(current + "." + number);
  }

  private static Path compressed(Path file) {
    return Path.of(file + COMPRESSED);
  }

  private static @Nullable Path existing(Path file) {
    if (Files.exists(file)) {
      return file;
    }
    Path compressed = compressed(file);
    return Files.exists(compressed) ? compressed : null;
  }

  private static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(compressed(file));
  }

  private static void move(Path from, Path to) throws IOException {
    Path existing = existing(from);
    if (existing != null) {
      Files.move(existing, existing.equals(from) ? to : compressed(to));
    }
  }
}
