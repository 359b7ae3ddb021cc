package havre.runtime.holder;

import havre.common.HavreException;
import havre.runtime.ExitRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The directory that a process's holder and the daemons share: the holder's socket, the exit
/// record, and for a container its cgroup's path and the directories of its execs.
record StateDirectory(Path path) {
  private static final String EXECS = "execs";
  private static final String CGROUP = "cgroup";
  private static final String EXIT = "exit";

  /// @throws HavreException CONFLICT where it exists already
  void create() {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    try {
      Path parent = path.getParent();
      if (parent != null) {
        Files.createDirectories(parent, mode);
      }
      Files.createDirectory(path, mode);
    } catch (FileAlreadyExistsException e) {
      throw HavreException.conflict("already started: " + path.getFileName());
    } catch (IOException e) {
      throw HavreException.internal("make " + path + ": " + e, e);
    }
  }

  boolean exists() {
    return Files.isDirectory(path);
  }

  Path socket() {
    return path.resolve("holder.sock");
  }

  StateDirectory exec(String execId) {
    return new StateDirectory(path.resolve(EXECS).resolve(execId));
  }

  List<String> execs() {
    try (Stream<Path> entries = Files.list(path.resolve(EXECS))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void writeCgroup(String cgroup) {
    try {
      Files.writeString(path.resolve(CGROUP), cgroup);
    } catch (IOException e) {
      throw HavreException.internal("write " + path.resolve(CGROUP) + ": " + e, e);
    }
  }

  /// Empty, too, where the daemon was killed between the opening and the writing of the file: the
  /// cgroup is made only afterwards.
  Optional<String> readCgroup() {
    return read(CGROUP).filter(path -> !path.isEmpty());
  }

  Optional<ExitRecord> readExit() {
    return read(EXIT).flatMap(ExitRecordFile::parse);
  }

  void remove() {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(path)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (NoSuchFileException e) {
      // Gone meanwhile, as it should be.
      return;
    } catch (IOException e) {
      throw HavreException.internal("remove " + path + ": " + e, e);
    }
  }

  private Optional<String> read(String name) {
    try {
      return Optional.of(Files.readString(path.resolve(name), StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw HavreException.internal("read " + path.resolve(name) + ": " + e, e);
    }
  }
}
