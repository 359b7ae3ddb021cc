package havre.runtime.holder;

/// Told when a part of a start is done, for whoever wants to know where the time goes.
@FunctionalInterface
public interface StartTrace {
  StartTrace NONE = part -> {};

  /// @param part such as `holder spawned`; the time is now
  void done(String part);
}
