package havre.store.diff;

/// Content that a later entry of the same archive replaced, kept because the archive has to be
/// given back.
///
/// @param before files recorded up to then; only their content is meant
/// @param path what was replaced
/// @param directory the name under which it is kept
record Displaced(long before, String path, String directory) {
  /// Whether the content of the given file moved away by this.
  boolean moved(long index, String file) {
    return index < before && (file.equals(path) || file.startsWith(path + "/"));
  }

  /// Where it is now, relative to the directory of displaced content.
  String locate(String file) {
    return directory + file.substring(path.length());
  }

  String line() {
    return before + " " + directory + " " + path.replace("\\", "\\\\").replace("\n", "\\n") + "\n";
  }

  static Displaced parse(String line) {
    String[] parts = line.split(" ", 3);
    String path = parts[2].replace("\\n", "\n").replace("\\\\", "\\");
    return new Displaced(Long.parseLong(parts[0]), path, parts[1]);
  }
}
