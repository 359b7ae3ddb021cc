package havre.build.step;

/// What becomes of the containers in which commands ran. Those of a cancelled build never stay.
public enum Leftovers {
  /// They stay.
  KEPT,
  /// Those of commands that succeeded are removed.
  KEPT_ON_FAILURE,
  /// All are removed.
  REMOVED;

  public boolean removedOnSuccess() {
    return this != KEPT;
  }

  public boolean removedOnFailure() {
    return this == REMOVED;
  }
}
