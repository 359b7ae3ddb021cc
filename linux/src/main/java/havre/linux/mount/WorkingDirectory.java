package havre.linux.mount;

import havre.linux.LibCall;
import havre.linux.Scratch;

/// The working directory of a thread that shares it with no other.
final class WorkingDirectory {
  private static final LibCall CHDIR = LibCall.returningInt("chdir");

  private WorkingDirectory() {}

  static void change(String path) {
    try (var scratch = Scratch.take()) {
      CHDIR.invoke(scratch, path, scratch.text(path));
    }
  }
}
