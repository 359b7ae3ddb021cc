package havre.store.diff;

/// What an archive may ask for before it is refused.
///
/// @param entries number of entries
/// @param extensionSize bytes of one extension header (long name, pax records, sparse map)
/// @param size bytes of all files together, as they will lie on disk
/// @param trailing bytes after the archive's end
/// @param depth components of a path
public record TarLimits(long entries, int extensionSize, long size, long trailing, int depth) {
  /// Far above what real images need.
  public static final TarLimits DEFAULT =
      new TarLimits(10_000_000, 1024 * 1024, 1L << 44, 1L << 30, 1024);
}
