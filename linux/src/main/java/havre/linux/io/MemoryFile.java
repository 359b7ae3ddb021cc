package havre.linux.io;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.LinuxException;
import havre.linux.Scratch;

/// Files that live in memory and have no name in any directory (memfd_create(2)).
public final class MemoryFile {
  private static final LibCall MEMFD_CREATE = LibCall.returningInt("memfd_create");
  private static final LibCall FCNTL = LibCall.returningInt("fcntl");
  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;
  private static final int MFD_NOEXEC_SEAL = 8;
  private static final int MFD_EXEC = 16;
  private static final int F_ADD_SEALS = 1033;

  /// `F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE`.
  private static final int ALL_SEALS = 1 | 2 | 4 | 8;

  private MemoryFile() {}

  /// A file with the given content, for data that is handed to another process.
  public static Fd of(String name, byte[] content) {
    return filled(create(name, MFD_CLOEXEC, MFD_NOEXEC_SEAL), content);
  }

  /// A program that nobody can change any more, whoever gets a descriptor of it.
  public static Fd sealedProgram(String name, byte[] content) {
    Fd file = filled(create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING, MFD_EXEC), content);
    try (var scratch = Scratch.take()) {
      FCNTL.invoke(scratch, name, file.number(), F_ADD_SEALS, ALL_SEALS);
      return file;
    } catch (LinuxException e) {
      file.close();
      throw e;
    }
  }

  /// Kernels before 6.3 do not know the flag that says whether the file may be executed.
  private static Fd create(String name, int flags, int newFlag) {
    try (var scratch = Scratch.take()) {
      long text = scratch.text(name);
      long result = MEMFD_CREATE.attempt(scratch, text, flags | newFlag, 0, 0);
      if (result == -Errno.EINVAL.number()) {
        result = MEMFD_CREATE.attempt(scratch, text, flags, 0, 0);
      }
      return Fd.of((int) MEMFD_CREATE.check(result, name));
    }
  }

  private static Fd filled(Fd file, byte[] content) {
    try {
      Io.writeFully(file, content);
      return file;
    } catch (LinuxException e) {
      file.close();
      throw e;
    }
  }
}
