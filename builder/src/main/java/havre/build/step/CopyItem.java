package havre.build.step;

import havre.build.context.SourceTree;
import havre.common.HavreException;
import havre.common.IgnorePatterns;
import havre.linux.fs.FileStatus;

/// A file or directory that is copied.
///
/// @param path in the tree; empty for the whole of it
/// @param parents the directories below the target that it goes into, empty for none
/// @param unpack whether it is unpacked where it is an archive
record CopyItem(SourceTree tree, String path, String parents, boolean unpack) {
  /// As the kernel takes the path of a tree's root.
  static String opened(String path) {
    return path.isEmpty() ? "." : path;
  }

  String opened() {
    return opened(path);
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  FileStatus status(String keyword) {
    return tree.root().status(opened()).orElseThrow(() -> notFound(keyword, path));
  }

  /// What tells it from others: `file:…` or `dir:…`.
  String digest(boolean owned, IgnorePatterns excluded) {
    boolean directory = tree.root().status(opened()).filter(FileStatus::isDirectory).isPresent();
    return (directory ? "dir:" : "file:") + tree.digest(path, owned, excluded);
  }

  static HavreException notFound(String keyword, String source) {
    return HavreException.invalid(
        keyword
            + " failed: file not found in build context or excluded by .dockerignore: stat "
            + source
            + ": file does not exist");
  }
}
