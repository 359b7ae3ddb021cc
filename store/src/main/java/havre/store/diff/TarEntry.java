package havre.store.diff;

import java.util.List;
import java.util.Map;

/// One entry of a tar archive, its extensions (pax, GNU, star) worked in.
///
/// @param name as the archive has it, unchecked
/// @param type the type flag; old archives' regular files and directories are told apart
/// @param storedSize bytes of content in the archive
/// @param size bytes of the file once unpacked; more than stored for a sparse file
/// @param linkName of a hard or symbolic link, unchecked
/// @param xattrs extended attributes by full name
/// @param sparse where the stored bytes go; empty when the file isn't sparse
public record TarEntry(
    String name,
    char type,
    int mode,
    long uid,
    long gid,
    long storedSize,
    long size,
    long modifiedSeconds,
    int modifiedNanos,
    String linkName,
    int deviceMajor,
    int deviceMinor,
    Map<String, byte[]> xattrs,
    List<Segment> sparse,
    boolean isSparse) {
  public static final char REGULAR = '0';
  public static final char HARD_LINK = '1';
  public static final char SYMLINK = '2';
  public static final char CHARACTER_DEVICE = '3';
  public static final char BLOCK_DEVICE = '4';
  public static final char DIRECTORY = '5';
  public static final char FIFO = '6';

  /// A run of stored bytes in a sparse file.
  public record Segment(long offset, long length) {}

  /// An entry without a time, a link or attributes.
  public static TarEntry of(String name, char type, int mode, long uid, long gid, long size) {
    return new TarEntry(
        name, type, mode, uid, gid, size, size, 0, 0, "", 0, 0, Map.of(), List.of(), false);
  }

  /// The same entry with another mode.
  public TarEntry withMode(int newMode) {
    return new TarEntry(
        name,
        type,
        newMode,
        uid,
        gid,
        storedSize,
        size,
        modifiedSeconds,
        modifiedNanos,
        linkName,
        deviceMajor,
        deviceMinor,
        xattrs,
        sparse,
        isSparse);
  }

  /// The same entry of another owner.
  public TarEntry withOwner(long newUid, long newGid) {
    return new TarEntry(
        name,
        type,
        mode,
        newUid,
        newGid,
        storedSize,
        size,
        modifiedSeconds,
        modifiedNanos,
        linkName,
        deviceMajor,
        deviceMinor,
        xattrs,
        sparse,
        isSparse);
  }

  public boolean isDirectory() {
    return type == DIRECTORY;
  }

  public boolean isRegular() {
    return type == REGULAR;
  }
}
