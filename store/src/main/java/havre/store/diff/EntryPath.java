package havre.store.diff;

import java.util.ArrayList;
import java.util.List;

/// The name of an archive's entry, worked into a path below the layer's root.
///
/// @param path components joined by slashes; empty for the root itself
record EntryPath(String path) {
  private static final int MAX_COMPONENT = 255;

  /// `./a/../b/` becomes `b`; a leading slash is dropped.
  ///
  /// @throws MalformedArchiveException when the name leads out of the root or can't be a path
  static EntryPath of(String name, TarLimits limits) {
    if (name.indexOf('\0') >= 0) {
      throw new MalformedArchiveException("entry name with a zero byte");
    }
    var parts = new ArrayList<String>();
    for (String part : name.split("/")) {
      switch (part) {
        case "", "." -> {}
        case ".." -> {
          if (parts.isEmpty()) {
            throw new MalformedArchiveException("entry \"" + name + "\" leads out of the archive");
          }
          parts.removeLast();
        }
        default -> parts.add(part);
      }
    }
    check(name, parts, limits);
    return new EntryPath(String.join("/", parts));
  }

  private static void check(String name, List<String> parts, TarLimits limits) {
    if (parts.size() > limits.depth()) {
      throw new MalformedArchiveException("entry \"" + name + "\" lies too deep");
    }
    for (String part : parts) {
      if (part.length() > MAX_COMPONENT) {
        throw new MalformedArchiveException("entry name too long: " + part.substring(0, 40) + "…");
      }
    }
  }

  boolean isRoot() {
    return path.isEmpty();
  }

  String parent() {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
