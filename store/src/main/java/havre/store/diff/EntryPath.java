package havre.store.diff;

import java.util.ArrayList;

/// A path in a layer: components joined by single slashes, none of them `.` or `..`, empty for the
/// layer's root.
///
/// @param parent the directory, empty for the root
/// @param name the last component, empty for the root itself
record EntryPath(String parent, String name) {
  static final String WHITEOUT = ".wh.";
  static final String OPAQUE = ".wh..wh..opq";
  static final String RESERVED = ".wh..wh.";

  /// Cleans a name out of an archive. A leading slash is taken as the layer's root, as Docker does.
  ///
  /// @throws MalformedArchiveException when it leads above the root, or is too long
  static EntryPath of(String archiveName, TarLimits limits) {
    if (archiveName.indexOf('\0') >= 0) {
      throw new MalformedArchiveException("archive entry name contains NUL");
    }
    var components = new ArrayList<String>();
    for (String part : archiveName.split("/")) {
      switch (part) {
        case "", "." -> {
          // says nothing
        }
        case ".." -> {
          if (components.isEmpty()) {
            throw new MalformedArchiveException(
                "archive entry \"" + archiveName + "\" leads out of the layer");
          }
          components.removeLast();
        }
        default -> components.add(part);
      }
      if (components.size() > limits.depth()) {
        throw new MalformedArchiveException(
            "archive entry has more than " + limits.depth() + " path components");
      }
    }
    if (components.isEmpty()) {
      return new EntryPath("", "");
    }
    String name = components.removeLast();
    return new EntryPath(String.join("/", components), name);
  }

  boolean isRoot() {
    return name.isEmpty();
  }

  /// The whole path.
  String path() {
    return parent.isEmpty() ? name : parent + "/" + name;
  }

  boolean isOpaqueMarker() {
    return name.equals(OPAQUE);
  }

  /// Whether it is one of aufs's own files, which mean nothing here.
  boolean isReserved() {
    return name.startsWith(RESERVED);
  }

  boolean isWhiteout() {
    return name.startsWith(WHITEOUT);
  }

  /// What a whiteout hides.
  String hiddenName() {
    String hidden = name.substring(WHITEOUT.length());
    if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
      throw new MalformedArchiveException("invalid whiteout \"" + path() + "\"");
    }
    return hidden;
  }
}
