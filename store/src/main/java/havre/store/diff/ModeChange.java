package havre.store.diff;

/// Gives an entry another mode.
@FunctionalInterface
public interface ModeChange {
  /// @param mode permission bits, with those that set an identity and the sticky bit
  int of(int mode, boolean directory);

  /// The same for everything.
  static ModeChange to(int mode) {
    return (_, _) -> mode;
  }
}
