package havre.build.step;

import havre.linux.Fd;
import havre.linux.fs.Entries;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.TreeRemoval;
import havre.store.diff.ArchivePipe;
import havre.store.diff.TreeArchive;
import havre.store.diff.TreeExtraction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Files that exist for one command of a build.
///
/// @param memory a folder that is lost with the machine's power, for what must not reach a disk
/// @param scratch a folder for anything else
public record TemporaryFiles(Path memory, Path scratch) {
  /// Removes what a daemon that was killed has left.
  public void clear() throws IOException {
    if (Files.isDirectory(memory)) {
      new Temporary(memory, memory).close();
    }
  }

  /// A file or folder that goes when it is closed.
  public record Temporary(Path folder, Path path) implements AutoCloseable {
    @Override
    public void close() {
      try (Fd parent = Open.path(String.valueOf(folder.getParent()), OpenHow.DIRECTORY)) {
        TreeRemoval.remove(parent, String.valueOf(folder.getFileName()));
      }
    }
  }

  /// A place for a file that is not there yet.
  Temporary place(String name) throws IOException {
    Files.createDirectories(memory);
    Path folder =
        Files.createTempDirectory(
            memory,
            "step-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new Temporary(folder, folder.resolve(name));
  }

  /// A file with that content.
  Temporary holding(byte[] content, int mode, int uid, int gid) throws IOException {
    Temporary temporary = place("content");
    Path file = temporary.path();
    try {
      Files.write(file, content);
      try (Fd opened = Open.path(file.toString(), OpenHow.READ)) {
        Entries.changeOwner(opened, uid, gid);
        Entries.changeMode(opened, mode);
      }
      return temporary;
    } catch (IOException | RuntimeException e) {
      temporary.close();
      throw e;
    }
  }

  /// A copy of a file or folder, whose changes nobody sees later.
  ///
  /// @param original opened as a path
  Temporary copyOf(Fd original) throws IOException {
    Path folder = Files.createTempDirectory(scratch, "mount-");
    var whole = new Temporary(folder, folder);
    try (Fd target = Open.path(folder.toString(), OpenHow.DIRECTORY)) {
      var options = new TreeExtraction.Options(false, null);
      if (FileStatus.of(original).isDirectory()) {
        try (Fd from = Open.again(original, OpenHow.DIRECTORY);
            ArchivePipe archive = ArchivePipe.from(out -> TreeArchive.writeContent(from, out))) {
          TreeExtraction.unpack(archive, target, "", options);
        }
        return whole;
      }
      try (Fd from = Open.again(original, OpenHow.READ);
          ArchivePipe archive = ArchivePipe.from(out -> TreeArchive.writeFile(from, "copy", out))) {
        TreeExtraction.unpack(archive, target, "", options);
      }
      return new Temporary(folder, folder.resolve("copy"));
    } catch (IOException | RuntimeException e) {
      whole.close();
      throw e;
    }
  }
}
